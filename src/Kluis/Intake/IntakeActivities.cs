using Kluis.Registers;

namespace Kluis.Intake;

/// <summary>Nothing is stored without a processing activity: every intake asks here first.</summary>
sealed class IntakeActivities(ActivityStore activities)
{
    /// <param name="takesSound">What comes in is a recording: the activity must take those.</param>
    /// <returns>The activity, or why nothing comes in under it.</returns>
    public async Task<(ProcessingActivity? Activity, IntakeRefusal? Refusal)> FindAsync(Guid? id, bool takesSound, CancellationToken stop)
    {
        if (id is not { } known)
            return (null, new("activity.required"));
        if (await activities.FindAsync(known, stop) is not { } activity)
            return (null, new("activity.unknown"));
        return takesSound && activity.Recording == RecordingMode.Off ? (null, new("recording.not-allowed")) : (activity, null);
    }
}
