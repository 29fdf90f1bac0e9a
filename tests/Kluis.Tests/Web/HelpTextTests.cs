using Kluis.Web;

namespace Kluis.Tests.Web;

public sealed class HelpTextTests
{
    [Fact]
    public void A_document_is_read_as_title_headings_paragraphs_and_lists()
    {
        var blocks = HelpText.Read("# T\n\nfirst\nline\n\nsecond\n## H\nthird\n\n* one\n* two\n  goes on\n\nlast\n");
        Assert.Equal(
            ["Title: T", "Paragraph: first line", "Paragraph: second", "Heading: H", "Paragraph: third", "List: one|two goes on", "Paragraph: last"],
            blocks.Select(block => $"{block.Kind}: {string.Join('|', block.Texts)}"));
    }

    [Fact]
    public void The_explanation_of_activities_has_the_same_shape_in_both_languages()
    {
        var (dutch, english) = (HelpText.Of("activities", "nl"), HelpText.Of("activities", "en"));
        Assert.Equal(english.Select(block => (block.Kind, block.Texts.Count)), dutch.Select(block => (block.Kind, block.Texts.Count)));
        Assert.Equal(HelpKind.Title, Assert.Single(english, block => block.Kind == HelpKind.Title).Kind);
        Assert.All(english.Concat(dutch).SelectMany(block => block.Texts), text => Assert.DoesNotMatch("[`*\\[|]", text));
    }
}
