using System.Data.Common;

namespace Kluis.Access;

/// <summary>How far somebody has come in. Only the last step opens anything but the next step.</summary>
enum SignInStep
{
    /// <summary>The password was right; the second factor is still to come.</summary>
    SecondFactor,

    /// <summary>The password was right and there is no second factor yet: it is set up before anything else.</summary>
    Enrol,

    Full,
}

/// <summary>One sign-in of a person in one browser.</summary>
/// <param name="Id">The id that lists and the log show; the secret is in the cookie only.</param>
/// <param name="IsLocked">The screen was locked, or nothing happened for too long: the password opens it again.</param>
/// <param name="SeenAt">The last activity that is written down, in UTC milliseconds.</param>
/// <param name="LocksAt">When the screen locks if nothing happens from now on, in UTC milliseconds; in the past where it has.</param>
sealed record SignInState(Guid Id, SignInStep Step, bool IsLocked, long SeenAt, long LocksAt)
{
    public bool IsOpen => Step == SignInStep.Full && !IsLocked;

    /// <summary>Locked by the clock, and not written down as locked yet.</summary>
    public bool IsNewlyLocked { get; init; }
}

/// <summary>
/// When the screen of somebody who was last seen at <paramref name="seenAt"/> locks because of the content that they had open then or have
/// opened since; null: on the ordinary time. The slice that has the content says so.
/// </summary>
delegate Task<long?> ContentLock(DbConnection connection, string actor, long seenAt);

/// <summary>How long a sign-in may last.</summary>
/// <param name="LockAfter">Without activity for this long, the screen locks.</param>
sealed record SignInSpans(TimeSpan LockAfter)
{
    /// <summary>What closely protected content leaves of that time; null: there is no content.</summary>
    public ContentLock? ContentLock { get; init; }

    /// <summary>A working day; then everybody signs in again, however busy.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(10);

    /// <summary>For the second factor, after the password.</summary>
    public static readonly TimeSpan HalfWay = TimeSpan.FromMinutes(10);

    /// <summary>How stale the moment of the last activity may be in the database: it is not written at each request.</summary>
    public static readonly TimeSpan Touch = TimeSpan.FromSeconds(30);
}

static class SignInSteps
{
    public static string Name(this SignInStep step) => step switch
    {
        SignInStep.SecondFactor => "second-factor",
        SignInStep.Enrol => "enrol",
        _ => "full",
    };

    public static SignInStep Parse(string name) => name switch
    {
        "second-factor" => SignInStep.SecondFactor,
        "enrol" => SignInStep.Enrol,
        _ => SignInStep.Full,
    };

    /// <summary>The one page that leads further from here; null when all is open.</summary>
    public static string? PageOf(SignInStep step, bool isLocked = false) => step switch
    {
        SignInStep.SecondFactor => "/sign-in/code",
        SignInStep.Enrol => "/sign-in/second-factor",
        _ => isLocked ? "/locked" : null,
    };
}
