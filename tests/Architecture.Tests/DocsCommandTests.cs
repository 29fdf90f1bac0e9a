using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>A command that a document tells people to type is one that the program has, options and all.</summary>
public sealed partial class DocsCommandTests
{
    /// <summary>What the script <c>kluis</c> does by itself, before the program.</summary>
    static readonly string[] script = ["setup", "test", "run", "help", "bench"];

    static readonly Lazy<Command> program = new(MakeProgram);

    [Fact]
    public void Every_command_in_a_document_exists() => Verdict.Clean(DocsText.All.SelectMany(Violations));

    [Fact]
    public void The_README_names_the_commands_that_one_starts_with()
    {
        var commands = Commands(Repository.Read("README.md").Text).Select(command => command.Split(' ')[0]).ToList();
        Assert.Contains("demo", commands);
        Assert.Contains("test", commands);
    }

    [Fact]
    public void Every_verb_of_the_program_stands_in_a_document()
    {
        var told = DocsText.All.SelectMany(file => Commands(file.Text)).ToList();
        var silent = Leaves(program.Value, "").Where(verb => !told.Exists(command => (command + " ").StartsWith(verb + " ", StringComparison.Ordinal)));
        Verdict.Clean(silent.Select(verb => $"no document tells of: kluis {verb}"));
    }

    [Theory]
    [InlineData("Run `kluis polish`.")]
    [InlineData("Run `./kluis key burn`.")]
    [InlineData("```sh\nkluis verify --fast\n```")]
    [InlineData("```sh\nTOKEN=$(kluis token create --rolle dpo)\n```")]
    public void A_planted_command_is_reported(string text) => Assert.Single(Violations(new("docs/x.md", text)));

    [Theory]
    [InlineData("Run `./kluis demo`, then `kluis key recovery --check FILE`, or `./kluis test --long`.")]
    [InlineData("```sh\nkluis log export FOLDER && kluis verify FOLDER --key FILE\n```")]
    [InlineData("The file `kluis.json` and the folder `kluis-keys`.")]
    public void A_command_that_exists_passes(string text) => Verdict.Clean(Violations(new("docs/x.md", text)));

    static IReadOnlyList<string> Violations(SourceFile file) =>
        [.. from command in Commands(file.Text)
            where !Exists(command.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            select $"{file.Path}: kluis {command}"];

    /// <summary>What follows the name of the program, in blocks for the shell and in running text.</summary>
    static IEnumerable<string> Commands(string text) =>
        from code in DocsText.Blocks(text, "sh").SelectMany(block => block.Split('\n')).Concat(DocsText.InlineCode(text))
        from call in Call.Matches(code)
        select call.Groups[1].Value;

    static bool Exists(string[] words)
    {
        if (script.Contains(words[0], StringComparer.Ordinal))
            return true;
        var command = program.Value;
        var at = 0;
        while (at < words.Length && command.Subcommands.FirstOrDefault(each => each.Name == words[at]) is { } inner)
            (command, at) = (inner, at + 1);
        var options = command.Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        return command != program.Value
            && (command.Subcommands.Count == 0 || at == words.Length)
            && words.Skip(at).Where(word => word.StartsWith("--", StringComparison.Ordinal)).All(word => options.Contains(word.Split('=')[0]));
    }

    static IEnumerable<string> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0 ? [path.Trim()] : command.Subcommands.SelectMany(inner => Leaves(inner, $"{path} {inner.Name}"));

    static RootCommand MakeProgram()
    {
        var root = new RootCommand();
        var data = new Option<string?>("--data");
        foreach (var verb in Assembly.Load("Kluis").GetTypes().Where(type => type.Namespace == "Kluis" && type.Name.EndsWith("Verb", StringComparison.Ordinal)))
            root.Add((Command)verb.GetMethod("Make", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [data])!);
        return root;
    }

    [GeneratedRegex(@"(?<![\w.-])(?:\./)?kluis ([a-z][^|&;)#>]*)")]
    static partial Regex Call { get; }
}
