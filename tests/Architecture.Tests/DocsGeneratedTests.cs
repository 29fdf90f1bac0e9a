using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Architecture.Tests;

/// <summary>
/// Two documents are written from the code. This compares them; with <c>KLUIS_WRITE_DOCS=1</c> it writes them first.
/// </summary>
public sealed class DocsGeneratedTests
{
    [Fact]
    public void The_settings_in_the_document_are_those_of_the_program() => Compare("docs/configuration.md", Configuration());

    [Fact]
    public void The_problem_codes_in_the_document_are_those_of_the_program() => Compare("docs/problem-codes.md", ProblemCodes());

    [Fact]
    public void What_is_compared_is_not_empty()
    {
        Assert.Contains("| `KLUIS_DATA` |", Configuration(), StringComparison.Ordinal);
        Assert.Contains("| `purpose.required` | 403 |", ProblemCodes(), StringComparison.Ordinal);
    }

    static void Compare(string path, string expected)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("KLUIS_WRITE_DOCS") == "1")
            File.WriteAllText(file, expected);
        Assert.True(File.Exists(file) && File.ReadAllText(file) == expected,
            $"{path} is not what the code says. Run the tests of Architecture.Tests once with KLUIS_WRITE_DOCS=1 and commit the file.");
    }

    static string Configuration()
    {
        var text = new StringBuilder(
            """
            # Settings

            <!-- Written by a test from Settings.Definitions. Do not edit: set KLUIS_WRITE_DOCS=1 and run the tests. -->

            Each setting is an environment variable. The same names without `KLUIS_`, all but DATA, may stand in the file
            `kluis.json` in the data folder, as one JSON object of names and texts: `{"COUNTRY": "NL"}`. The environment wins over the
            file, and the command line (`--data`, `--urls`) wins over both. All settings are checked together at the start: every
            mistake is reported, and the start is refused.

            In the column of defaults, DATA is the data folder.

            | variable | meaning | default |
            |---|---|---|

            """);
        foreach (var definition in (IEnumerable)Static("Kluis.Settings", "Definitions")!)
            text.Append(CultureInfo.InvariantCulture, $"| `{Get(definition, "Variable")}` | {Get(definition, "Meaning")} | {Get(definition, "Default")} |\n");
        return text.ToString();
    }

    static string ProblemCodes()
    {
        var text = new StringBuilder(
            """
            # Problem codes

            <!-- Written by a test from ProblemCodes. Do not edit: set KLUIS_WRITE_DOCS=1 and run the tests. -->

            What the API refuses, it answers with problem details (RFC 9457, `application/problem+json`). The member `code` is stable:
            programs may act on it. The member `title` is the sentence below. `detail`, if there, names the rule or the place in the
            request, never a value out of it. Give `trace` to the administrator when you ask about an answer.

            | code | status | what to do |
            |---|---|---|

            """);
        foreach (var code in ((IEnumerable<string>)Static("Kluis.Web.ProblemCodes", "Codes")!).Order(StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| `{code}` | {Call("StatusOf", code)} | {Call("SentenceOf", code)} |\n");
        return text.ToString();
    }

    static Type TypeOf(string name) => Assembly.Load("Kluis").GetType(name, throwOnError: true)!;

    static object? Static(string type, string member)
    {
        var owner = TypeOf(type);
        return owner.GetField(member, BindingFlags.Public | BindingFlags.Static) is { } field
            ? field.GetValue(null)
            : owner.GetProperty(member, BindingFlags.Public | BindingFlags.Static)!.GetValue(null);
    }

    static object? Get(object owner, string property) => owner.GetType().GetProperty(property)!.GetValue(owner);

    static object? Call(string method, string code) =>
        TypeOf("Kluis.Web.ProblemCodes").GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [code]);
}
