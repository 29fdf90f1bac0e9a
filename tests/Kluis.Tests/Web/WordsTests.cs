using Kluis.Access;
using Kluis.Conversations;
using Kluis.Registers;
using Kluis.Web;

namespace Kluis.Tests.Web;

/// <summary>Everything that people read stands in both languages.</summary>
public sealed class WordsTests
{
    [Fact]
    public void Every_text_has_both_languages_and_the_same_places_for_values()
    {
        foreach (var (key, texts) in WordList.All)
        {
            Assert.All(new[] { "nl", "en" }, language => Assert.False(string.IsNullOrWhiteSpace(texts[language]), $"{key} has no {language}."));
            Assert.True(Places(texts["nl"]).SequenceEqual(Places(texts["en"])), $"{key} has other places in Dutch than in English.");
        }
    }

    [Fact]
    public void Whatever_the_product_can_name_has_a_text()
    {
        var named = Enum.GetValues<Role>().Select(role => $"role.{role.Name()}")
            .Concat(Enum.GetValues<Channel>().Select(channel => $"channel.{channel.ToString().ToLowerInvariant()}"))
            .Concat(OpeningPurpose.All.SelectMany(purpose => new[] { $"purpose.{purpose}", $"purpose-why.{purpose}" }))
            .Concat(Enum.GetValues<LegalBasis>().Select(basis => $"basis.{basis.Name()}"))
            .Concat(Enum.GetValues<PartKind>().Where(kind => kind != PartKind.Profile).Select(kind => $"part.{kind.Name()}"));
        Assert.All(named, key => Assert.True(WordList.All.ContainsKey(key), $"{key} has no text."));
    }

    static IEnumerable<char> Places(string text) =>
        text.Index().Where(each => each.Item == '{' && each.Index + 1 < text.Length).Select(each => text[each.Index + 1]).Where(char.IsAsciiDigit).Distinct().Order();
}
