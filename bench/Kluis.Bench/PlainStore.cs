using Dapper;
using Kluis.Storage;

namespace Kluis.Bench;

/// <summary>The least that keeping a recording costs: a plain file that is synced, and one row about it, its commits grouped as the product groups its own.</summary>
sealed class PlainStore : IAsyncDisposable
{
    const string Insert = "insert into plain (id, file, size, at) values (@id, @file, @size, @at)";

    readonly string folder;
    readonly Database database;
    int count;

    PlainStore(string folder, Database database) => (this.folder, this.database) = (folder, database);

    public static async Task<PlainStore> OpenAsync(string folder, string setting)
    {
        Directory.CreateDirectory(folder);
        var database = Database.Open(setting);
        await database.WriteAsync(connection => connection.ExecuteAsync("create table plain (id text primary key, file text not null, size bigint not null, at bigint not null)"), default);
        return new PlainStore(folder, database);
    }

    public async Task TakeAsync()
    {
        var number = Interlocked.Increment(ref count);
        var sound = IntakeVault.SoundOf(number);
        var path = Path.Combine(folder, $"{number}.wav");
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, sound, 0);
            DataSync.Flush(file);
        }
        await database.InsertAsync(new NewRow(Insert, ("id", Guid.CreateVersion7().ToString()), ("file", path), ("size", (long)sound.Length), ("at", (long)number)), default);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
