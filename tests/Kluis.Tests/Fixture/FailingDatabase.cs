using System.Data.Common;
using Kluis.Storage;

namespace Kluis.Tests;

/// <summary>
/// The real database, until a test says that it is away: then it fails as the two stores do when their disk or their server is gone
/// (see <c>DatabaseTests</c> for these), from the beginning of a request or somewhere in the midst of it.
/// </summary>
sealed class FailingDatabase(Database inner) : Database
{
    const string Usual = "storage.unavailable";

    long left = long.MaxValue;
    string code = Usual;

    /// <summary>Goes on before each change; null: nothing does.</summary>
    public Action? Before { get; set; }

    /// <summary>From now on only so many reads and changes more succeed.</summary>
    public void FailAfter(int operations) => Interlocked.Exchange(ref left, operations);

    /// <summary>From now on nothing succeeds, for this reason.</summary>
    public void FailWith(string reason)
    {
        code = reason;
        FailAfter(0);
    }

    public void Recover()
    {
        Interlocked.Exchange(ref left, long.MaxValue);
        code = Usual;
    }

    /// <summary>Whether something was asked of it since it fails.</summary>
    public bool HasFailed => Interlocked.Read(ref left) < 0;

    internal override string BytesType => inner.BytesType;

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop) => IsAway() ? Task.FromException<T>(Away()) : inner.ReadAsync(read, stop);

    public override Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken stop)
    {
        Before?.Invoke();
        return IsAway() ? Task.FromException<T>(Away()) : inner.WriteAsync(write, stop);
    }

    public override Task InsertAsync(NewRow row, CancellationToken stop) => IsAway() ? Task.FromException(Away()) : inner.InsertAsync(row, stop);

    public override Task InsertAsync(DbConnection connection, IReadOnlyList<NewRow> rows) => inner.InsertAsync(connection, rows);

    public override bool CanEmptyLog => inner.CanEmptyLog;

    public override Task<bool> TryEmptyLogAsync(CancellationToken stop) => IsAway() ? Task.FromException<bool>(Away()) : inner.TryEmptyLogAsync(stop);

    public override Task<bool> IsSoundAsync(CancellationToken stop) => IsAway() ? Task.FromException<bool>(Away()) : inner.IsSoundAsync(stop);

    public override Task MigrateAsync(CancellationToken stop) => inner.MigrateAsync(stop);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    bool IsAway() => Interlocked.Read(ref left) != long.MaxValue && Interlocked.Decrement(ref left) < 0;

    FaultException Away() => new(code, "The storage does not answer.");
}
