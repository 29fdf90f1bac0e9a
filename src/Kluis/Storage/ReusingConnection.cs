using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Kluis.Storage;

/// <summary>
/// A connection that keeps the statements which it has compiled: to compile one takes longer than to run it. What is asked of it is
/// an ordinary command each time; behind it stands the one that ran this text before. For one caller at a time.
/// </summary>
sealed class ReusingConnection(SqliteConnection inner) : DbConnection
{
    /// <summary>Texts with lists of varying length are many; those that come first are those that come often.</summary>
    const int Most = 256;

    readonly Dictionary<string, SqliteCommand> free = new(StringComparer.Ordinal);

    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => throw new NotSupportedException();
    }

    /// <summary>The connection itself.</summary>
    public SqliteConnection Inner => inner;

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open() => inner.Open();

    public override void Close() => inner.Close();

    /// <summary>The command that ran this text before, or a new one; the caller's alone until it is given back.</summary>
    internal SqliteCommand Take(string sql)
    {
        if (free.Remove(sql, out var known))
            return known;
        var made = inner.CreateCommand();
        made.CommandText = sql;
        return made;
    }

    internal void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (free.Count == Most || !free.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

    protected override DbCommand CreateDbCommand() => new ReusedCommand(this);

    protected override void Dispose(bool disposing)
    {
        foreach (var command in free.Values)
            command.Dispose();
        free.Clear();
        inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A command for one use, over one that lives on.</summary>
sealed class ReusedCommand(ReusingConnection connection) : DbCommand
{
    SqliteCommand? inner;

    [AllowNull]
    public override string CommandText
    {
        get => inner?.CommandText ?? "";
        set
        {
            GiveBack();
            inner = connection.Take(value ?? "");
        }
    }

    public override int CommandTimeout
    {
        get => Inner.CommandTimeout;
        set => Inner.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
                throw new NotSupportedException();
        }
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException();
    }

    protected override DbParameterCollection DbParameterCollection => Inner.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    SqliteCommand Inner => inner ?? throw new InvalidOperationException("A command has its text before anything else.");

    public override void Cancel()
    {
        // SQLite has no such thing.
    }

    public override void Prepare() => Inner.Prepare();

    public override int ExecuteNonQuery() => Inner.ExecuteNonQuery();

    public override object? ExecuteScalar() => Inner.ExecuteScalar();

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Inner.ExecuteReader(behavior);

    protected override void Dispose(bool disposing)
    {
        GiveBack();
        base.Dispose(disposing);
    }

    void GiveBack()
    {
        if (inner is not null)
            connection.GiveBack(inner);
        inner = null;
    }
}
