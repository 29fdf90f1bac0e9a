using Dapper;
using Kluis.Storage;
using Microsoft.Data.Sqlite;

namespace Kluis.Tests.Storage;

/// <summary>A statement that is used again gives what a new one would.</summary>
public sealed class ReusingConnectionTests : IDisposable
{
    readonly ReusingConnection connection;

    public ReusingConnectionTests()
    {
        var inner = new SqliteConnection("Data Source=:memory:;Pooling=False");
        inner.Open();
        connection = new ReusingConnection(inner);
        connection.Execute("create table item (id integer primary key, name text unique, bytes blob)");
    }

    public void Dispose() => connection.Dispose();

    [Fact]
    public void The_same_text_with_other_values_gives_other_rows()
    {
        foreach (var (id, name) in new[] { (1, "one"), (2, "two"), (3, null) })
            Assert.Equal(1, Add(id, name));
        Assert.Equal("one", NameOf(1));
        Assert.Equal("two", NameOf(2));
        Assert.Null(NameOf(3));
        Assert.Null(NameOf(4));
        Assert.Equal(3, connection.ExecuteScalar<long>("select count(*) from item"));
    }

    [Fact]
    public void A_statement_that_failed_works_again()
    {
        Add(1, "one");
        for (var time = 0; time < 3; time++)
        {
            Assert.Throws<SqliteException>(() => Add(1, "one"));
            Assert.Throws<InvalidOperationException>(() => connection.Execute("insert into item (id, name) values (@id, @name)", new { id = 9 }));
            Assert.Equal(1, Add(10 + time, $"more {time}"));
        }
    }

    [Fact]
    public void One_text_may_be_read_twice_at_once()
    {
        Add(1, "one");
        Add(2, "two");
        var pairs = connection.Query<string>(Names, buffered: false).SelectMany(one => connection.Query<string>(Names, buffered: false).Select(other => $"{one} {other}"));
        Assert.Equal(["one one", "one two", "two one", "two two"], pairs);
    }

    [Fact]
    public void A_reading_that_is_broken_off_leaves_nothing_behind()
    {
        Add(1, "one");
        Add(2, "two");
        Assert.Equal("one", connection.QueryFirst<string>(Names));
        Assert.Equal("one", connection.Query<string>(Names, buffered: false).First());
        // A statement that is not at its end would forbid this.
        connection.Execute("drop table item");
        connection.Execute("create table item (id integer primary key, name text, more text)");
        Assert.Equal(1, Add(5, "five"));
        Assert.Equal("five", NameOf(5));
    }

    [Fact]
    public void More_texts_than_are_kept_are_answered_all_the_same()
    {
        Add(1, "one");
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < 600; number++)
                Assert.Equal(number + 1, connection.ExecuteScalar<long>($"select id + {number} from item"));
        }
    }

    [Fact]
    public void Two_statements_in_one_text_run_both_each_time()
    {
        for (var id = 0; id < 3; id++)
            connection.Execute("insert into item (id, name) values (@id, @name); update item set name = name || '!' where id = @id", new { id, name = $"n{id}" });
        Assert.Equal(["n0!", "n1!", "n2!"], connection.Query<string>(Names));
    }

    const string Names = "select name from item order by id";

    int Add(int id, string? name) => connection.Execute("insert into item (id, name) values (@id, @name)", new { id, name });

    string? NameOf(int id) => connection.QuerySingleOrDefault<string?>("select name from item where id = @id", new { id });
}
