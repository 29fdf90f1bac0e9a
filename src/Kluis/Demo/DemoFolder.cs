using System.Globalization;
using Kluis.Audit;
using Kluis.Intake.Folders;
using Kluis.Registers;

namespace Kluis.Demo;

/// <summary>A watched folder into which the telephone system of a branch writes: one recording that is understood, one that is not.</summary>
sealed class DemoFolder(FolderDesk desk, FolderStore store, ActivityStore activities, TimeProvider time)
{
    const string Name = "telefoon-balie", Pattern = "{date}-{time}_{direction}_{caller}";

    /// <param name="inbox">Made where it is not there.</param>
    public async Task AddAsync(string inbox, CancellationToken stop)
    {
        if ((await store.AllAsync(stop)).Count > 0)
            return;
        var folder = Directory.CreateDirectory(Path.Combine(inbox, Name)).FullName;
        // One that a visitor can add.
        Directory.CreateDirectory(Path.Combine(inbox, "telefoon-magazijn"));
        var call = DemoWorld.Conversations(time.GetUtcNow()).First(conversation => conversation.Kind == DemoKind.Call);
        var sound = CarriedSound.For(call).Bytes;
        var number = string.Concat(DemoWorld.Customers[^1].Phone.Where(char.IsAsciiDigit));
        var day = time.GetUtcNow().AddDays(-20).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{day}-101500_in_{number}.ogg"), sound, stop);
        await File.WriteAllBytesAsync(Path.Combine(folder, "opname 12.ogg"), sound[..^100], stop);
        var activity = (await activities.AllAsync(stop)).First(each => each.Name == DemoWorld.Activities[0].NameNl);
        await desk.AddAsync(Actor.Product("demo"), new FolderWish(Name, "balie") { Activity = activity.Id, Recipe = "kluis", Pattern = Pattern }, stop);
    }
}
