using Dapper;
using Kluis.Storage;
using Microsoft.Data.Sqlite;

namespace Kluis.Bench;

/// <summary>A row of some table: column and value.</summary>
readonly record struct BulkRow(string Table, (string Name, object? Value)[] Columns)
{
    public string Insert => $"insert into {Table} ({string.Join(", ", Columns.Select(column => column.Name))}) values ({string.Join(", ", Columns.Select(column => "@" + column.Name))})";
}

/// <summary>
/// Writes many rows into an SQLite file fast: one transaction, no journal, indexes made at the end. A crash leaves a broken file,
/// so the stamp that says "filled" comes last.
/// </summary>
sealed class BulkWriter : IDisposable
{
    const int Batch = 5_000;

    readonly SqliteConnection connection;
    readonly PreparedStatements statements;
    readonly Dictionary<string, string> inserts = new(StringComparer.Ordinal);
    readonly List<string> indexes;

    /// <param name="tables">How the names of those begin that get many rows; null: all do.</param>
    public BulkWriter(string path, string? tables = null)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        connection.Execute("pragma journal_mode=off; pragma synchronous=off; pragma foreign_keys=off; pragma cache_size=-2000000; pragma temp_store=memory");
        statements = new PreparedStatements(connection);
        var found = connection.Query<(string Name, string Sql)>("select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name like @like", new { like = tables + "%" }).ToList();
        indexes = found.ConvertAll(index => index.Sql);
        found.ForEach(index => connection.Execute($"drop index {index.Name}"));
        statements.Run("begin");
    }

    public void Add(IEnumerable<BulkRow> rows)
    {
        foreach (var row in rows)
            statements.Run(InsertInto(row), row.Columns);
    }

    /// <summary>One batch is made, on all cores, while the one before is written.</summary>
    public async Task AddAsync<T>(int count, Func<int, T> make, Func<T, IEnumerable<BulkRow>> rows)
    {
        var writing = Task.CompletedTask;
        for (var from = 0; from < count; from += Batch)
        {
            var made = new T[Math.Min(Batch, count - from)];
            var first = from;
            Parallel.For(0, made.Length, i => made[i] = make(first + i));
            await writing;
            writing = Task.Run(() => Add(made.SelectMany(rows)));
        }
        await writing;
    }

    public void Finish()
    {
        statements.Run("commit");
        indexes.ForEach(sql => connection.Execute(sql));
        connection.Execute("pragma journal_mode=wal");
    }

    public void Dispose()
    {
        statements.Dispose();
        connection.Dispose();
    }

    string InsertInto(BulkRow row)
    {
        if (!inserts.TryGetValue(row.Table, out var sql))
        {
            sql = row.Insert;
            inserts[row.Table] = sql;
        }
        return sql;
    }
}
