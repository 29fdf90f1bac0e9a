namespace Kluis.Demo;

/// <summary>The product's clock moved ahead, for a demo of what happens later. Certificates and browsers keep the system clock.</summary>
sealed class OffsetTime(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
