using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>
/// Only stores and the storage slice touch the database. Others may hand the connection of a running transaction on, unopened:
/// what they cannot do with it is run SQL.
/// </summary>
public sealed class DatabaseTests
{
    // System.Data holds System.Data.Common.
    static readonly string[] database = ["Dapper", "Npgsql", "Microsoft.Data.Sqlite", "SQLitePCL", "System.Data"];

    static readonly Dictionary<string, string> allowed = new(StringComparer.Ordinal)
    {
        ["Kluis.Audit.Journal"] = "opens the one transaction in which rows and audit entry are committed together",
        ["Kluis.Audit.Change"] = "carries that transaction to the stores",
    };

    [Fact]
    public void Only_stores_touch_the_database()
    {
        using var product = Compiled.Product;
        Verdict.Clean(Violations(product));
    }

    [Theory]
    [InlineData("Dapper, in a body", "void M(Kluis.Storage.Pool p) => SqlMapper.AsList<int>(null);")]
    [InlineData("Npgsql, in a body", "object M() => new NpgsqlConnectionStringBuilder();")]
    [InlineData("Sqlite, in a body", "object M() => new SqliteConnectionStringBuilder();")]
    [InlineData("a command of its own", "void M(DbConnection c) { using var command = c.CreateCommand(); }")]
    [InlineData("a member of the connection", "void M(DbConnection c) => c.Close();")]
    [InlineData("SQL by extension", "object M(DbConnection c) => c.Query(\"select 1\");")]
    [InlineData("a field", "DbTransaction? c;")]
    [InlineData("a generic field", "List<NpgsqlConnection>? c;")]
    [InlineData("a parameter", "void M(IDbConnection c) { }")]
    [InlineData("a return", "Task<DbTransaction>? M() => null;")]
    [InlineData("a delegate", "void M(Func<DbTransaction, Task> act) { }")]
    [InlineData("a lambda", "Func<object> M() => () => new SqliteConnection();")]
    [InlineData("a generic method argument", "object M() => Array.Empty<SqliteConnection>();")]
    [InlineData("a catch", "void M() { try { } catch (DbException) { } }")]
    [InlineData("an enum", "IsolationLevel level;")]
    [InlineData("a base type", "abstract class N : SqlMapper.TypeHandler<int>;")]
    [InlineData("a nested store", "class HiddenStore { DbTransaction? c; }")]
    public void A_planted_touch_is_reported(string place, string member)
    {
        using var planted = Compiled.Plant(Slices, $$"""
            using System.Data; using System.Data.Common; using Dapper; using Npgsql; using Microsoft.Data.Sqlite;
            namespace Kluis.Intake { class Planted { {{member}} } }
            """);
        Assert.True(Violations(planted).Count > 0, place);
    }

    [Fact]
    public void A_store_and_its_callers_pass()
    {
        using var planted = Compiled.Plant(Slices, """
            namespace Kluis.Intake { class UploadStore { void M(System.Data.Common.DbConnection c) { } } }
            namespace Kluis.Intake { class Caller(UploadStore store) { object M() => store; } }
            namespace Kluis.Intake { class Handing { void M(Kluis.Storage.Pool p) => p.Use(p.Open()); } }
            namespace Kluis.Audit { class Change { Npgsql.NpgsqlTransaction? t; } }
            """);
        Verdict.Clean(Violations(planted));
    }

    const string Slices = """
        using System.Data.Common;
        namespace Kluis.Storage { public class Pool { public DbConnection Open() => null!; public void Use(DbConnection c) { } } }
        """;

    static IReadOnlyList<string> Violations(ModuleDefinition module) =>
    [
        .. Door.Outsiders(module, database, MayTouch).Where(violation => !violation.EndsWith($" touches {Handle}", StringComparison.Ordinal)),
        .. Callers(module),
    ];

    // The handle may be named and passed, not used.
    static IEnumerable<string> Callers(ModuleDefinition module) =>
        from type in TypeUse.Written(module)
        where !MayTouch(TypeUse.Outermost(type))
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference { DeclaringType.FullName: Handle }
        select $"{type.FullName} calls {((MethodReference)instruction.Operand).Name} of {Handle}";

    const string Handle = "System.Data.Common.DbConnection";

    static bool MayTouch(TypeDefinition type) =>
        TypeUse.NameOf(type).EndsWith("Store", StringComparison.Ordinal)
        || TypeUse.IsIn(type.Namespace, "Kluis.Storage")
        || allowed.ContainsKey(type.FullName);
}
