using System.Data.Common;
using Dapper;

namespace Kluis.Storage;

/// <summary>A row to insert.</summary>
/// <param name="Values">In the order in which <paramref name="Insert"/> names them: text, bytes, long or null.</param>
readonly record struct NewRow(string Insert, params (string Name, object? Value)[] Values);

static class NewRows
{
    /// <summary>One row by itself, for who has a connection and nothing to send along.</summary>
    public static Task<int> InsertAsync(this DbConnection connection, NewRow row)
    {
        var parameters = new DynamicParameters();
        foreach (var (name, value) in row.Values)
            parameters.Add(name, value);
        return connection.ExecuteAsync(row.Insert, parameters);
    }
}
