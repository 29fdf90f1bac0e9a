using System.Buffers.Binary;

namespace Kluis.Demo;

/// <summary>Version 8 UUIDs in the layout of vCon: moment, 12 bits of our own, the name of the host.</summary>
static class DemoUuid
{
    // The first 62 bits of the SHA-1 of "vcon.lindewaard.example".
    const ulong Host = 0x02EB_DE71_33C0_C2E6UL;

    /// <summary>The same for the same conversation.</summary>
    public static string Of(DemoConversation c) =>
        Make(c.Start.ToUnixTimeMilliseconds(), DemoDice.Seed($"{c.Customer.CustomerNumber} {c.Kind} {c.SubjectLine}"));

    /// <summary>The stable id of an agent.</summary>
    public static string Of(DemoAgent agent) => Make(1_767_225_600_000, DemoDice.Seed(agent.Id));

    static string Make(long milliseconds, ulong own)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)milliseconds << 16) | 0x8000 | (own & 0x0FFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | Host);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
