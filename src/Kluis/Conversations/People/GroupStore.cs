using System.Data.Common;
using Dapper;
using Kluis.Keys;

namespace Kluis.Conversations.People;

/// <summary>A record of a person, and the record that stands for all that were merged with it.</summary>
sealed record Member(string Id, string Root)
{
    public Guid Key => Guid.Parse(Id);

    public bool IsRoot => Id == Root;
}

/// <summary>SQL that tells which records are one person. A merge is a link upwards; links may form chains, never circles.</summary>
static class GroupStore
{
    /// <summary>Everybody who is one person with one of <paramref name="ids"/>, themselves included; unknown ids are nobody.</summary>
    public static async Task<List<Member>> FindAsync(DbConnection connection, IReadOnlyCollection<Guid> ids)
    {
        if (ids.Count == 0)
            return [];
        var texts = ids.Select(id => id.ToString()).ToList();
        return (await connection.QueryAsync<Member>(
            $"""
            with recursive up (id, parent) as (
                select id, merged_into from data_subject where id in ({KeyStore.InList(texts)})
                union select d.id, d.merged_into from data_subject d join up on d.id = up.parent),
            down (id, root) as (
                select id, id from up where parent is null
                union select d.id, down.root from data_subject d join down on d.merged_into = down.id)
            select id as Id, root as Root from down order by root, id
            """,
            KeyStore.Parameters(texts))).AsList();
    }

    /// <summary>Everybody who is one person with somebody in this conversation.</summary>
    public static async Task<List<Member>> InConversationAsync(DbConnection connection, string conversation) =>
        await FindAsync(connection, [.. (await connection.QueryAsync<string>(
            "select distinct subject_id from party where conversation_id = @conversation", new { conversation })).Select(Guid.Parse)]);
}
