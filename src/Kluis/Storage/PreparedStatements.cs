using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kluis.Storage;

/// <summary>
/// The few statements that a writer repeats, compiled once: compiling an insert takes longer than running it. For one thread.
/// </summary>
sealed class PreparedStatements(SqliteConnection connection) : IDisposable
{
    readonly Dictionary<string, sqlite3_stmt> compiled = new(StringComparer.Ordinal);

    /// <param name="row">The parameters in the order in which the statement names them: text, bytes, long or null.</param>
    /// <exception cref="SqliteException">The statement changed nothing.</exception>
    public void Run(string sql, params ReadOnlySpan<(string Name, object? Value)> row)
    {
        var statement = Compile(sql, row);
        for (var i = 0; i < row.Length; i++)
            Bind(statement, i + 1, row[i].Value);
        var outcome = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (outcome != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(outcome, connection.Handle);
    }

    public void Dispose()
    {
        foreach (var statement in compiled.Values)
            statement.Dispose();
    }

    sqlite3_stmt Compile(string sql, ReadOnlySpan<(string Name, object? Value)> row)
    {
        if (compiled.TryGetValue(sql, out var known))
            return known;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement), connection.Handle);
        if (raw.sqlite3_bind_parameter_count(statement) != row.Length)
            throw new ArgumentException("A statement has as many parameters as it is given.", nameof(row));
        for (var i = 0; i < row.Length; i++)
        {
            if (raw.sqlite3_bind_parameter_name(statement, i + 1).utf8_to_string() != "@" + row[i].Name)
                throw new ArgumentException($"{row[i].Name} stands elsewhere in the statement.", nameof(row));
        }
        return compiled[sql] = statement;
    }

    static void Bind(sqlite3_stmt statement, int at, object? value)
    {
        _ = value switch
        {
            null => raw.sqlite3_bind_null(statement, at),
            string text => raw.sqlite3_bind_text(statement, at, text),
            byte[] bytes => raw.sqlite3_bind_blob(statement, at, bytes),
            long number => raw.sqlite3_bind_int64(statement, at, number),
            _ => throw new ArgumentException($"A {value.GetType().Name} is not stored.", nameof(value)),
        };
    }
}
