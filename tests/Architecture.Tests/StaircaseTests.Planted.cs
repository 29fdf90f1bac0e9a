namespace Architecture.Tests;

public sealed partial class StaircaseTests
{
    const string Slices = """
        using System.Linq;
        namespace Kluis.Intake
        {
            public class Upload { public class Part { } public static readonly int Count; public static void Take() { } }
            public struct Size { public int Bytes; }
            public enum Kind { One }
            public interface IUpload { }
            public delegate void Taken();
            public class UploadFault : Exception { }
            public sealed class UploadAttribute : Attribute { }
        }
        namespace Kluis.Storage
        {
            public sealed class OfAttribute(object? what) : Attribute { public object? What = what; public Type? Named { get; set; } }
            public sealed class OfAttribute<T> : Attribute { }
            public class Box<T> { public void Put() { } public static T? Make() => default; public interface IInner { } }
        }
        """;

    [Theory]
    [InlineData("field", "Upload? u;")]
    [InlineData("generic field", "List<Upload>? u;")]
    [InlineData("nested generic field", "Dictionary<string, List<Upload[]>>? u;")]
    [InlineData("tuple field", "(int, Upload?) u;")]
    [InlineData("nullable struct field", "Size? u;")]
    [InlineData("pointer field", "unsafe Size* u;")]
    [InlineData("function pointer field", "unsafe delegate*<Upload, void> u;")]
    [InlineData("volatile (modified) field", "volatile Upload? u;")]
    [InlineData("type nested in it", "Upload.Part? u;")]
    [InlineData("delegate", "event Taken? U;")]
    [InlineData("property", "Upload? U => null;")]
    [InlineData("parameter", "void M(Upload u) { }")]
    [InlineData("reference parameter", "void M(ref Size u) { }")]
    [InlineData("return", "Upload? M() => null;")]
    [InlineData("task return", "Task<Upload>? M() => null;")]
    [InlineData("local", "void M() { Upload? u = null; }")]
    [InlineData("generic local", "void M() { List<Upload>? u = null; }")]
    [InlineData("call", "void M() => Upload.Take();")]
    [InlineData("construction", "object M() => new Upload();")]
    [InlineData("field read", "int M() => Upload.Count;")]
    [InlineData("generic method argument", "object M() => Array.Empty<Upload>();")]
    [InlineData("nested generic method argument", "object M() => Array.Empty<List<Upload>>();")]
    [InlineData("member of a generic instance", "void M() => new Box<Upload>().Put();")]
    [InlineData("return of a generic call", "object? M() => Box<Upload>.Make();")]
    [InlineData("cast", "object M(object o) => (Upload)o;")]
    [InlineData("pattern", "bool M(object o) => o is Size;")]
    [InlineData("array", "object M() => new Upload[1];")]
    [InlineData("typeof", "object M() => typeof(Upload);")]
    [InlineData("typeof of an open list of it", "object M() => typeof(List<Upload>);")]
    [InlineData("catch", "void M() { try { } catch (UploadFault) { } }")]
    [InlineData("lambda", "Func<object> M() => () => new Upload();")]
    [InlineData("async body", "async Task M() { await Task.Yield(); Upload.Take(); }")]
    [InlineData("iterator body", "IEnumerable<int> M() { yield return Upload.Count; }")]
    [InlineData("local function", "void M() { L(); static void L() => Upload.Take(); }")]
    [InlineData("nested type", "class N { Upload? u; }")]
    [InlineData("base type", "class N : Upload;")]
    [InlineData("generic base type", "class N : List<Upload>;")]
    [InlineData("interface", "class N : IUpload;")]
    [InlineData("generic interface", "class N : Box<Upload>.IInner;")]
    [InlineData("type constraint", "class N<T> where T : Upload;")]
    [InlineData("method constraint", "void M<T>() where T : IUpload { }")]
    [InlineData("attribute on a type", "[Upload] class N;")]
    [InlineData("attribute on a method", "[Upload] void M() { }")]
    [InlineData("attribute on a parameter", "void M([Upload] int n) { }")]
    [InlineData("attribute on a return", "[return: Upload] int M() => 0;")]
    [InlineData("attribute on a field", "[Upload] int n;")]
    [InlineData("attribute on a property", "[Upload] int N => 0;")]
    [InlineData("attribute on a type parameter", "class N<[Upload] T>;")]
    [InlineData("generic attribute", "[Of<Upload>] int n;")]
    [InlineData("typeof in an attribute", "[Of(typeof(Upload))] int n;")]
    [InlineData("typeof of a list in an attribute", "[Of(typeof(List<Upload>))] int n;")]
    [InlineData("array of typeof in an attribute", "[Of(new Type[] { typeof(Upload) })] int n;")]
    [InlineData("named typeof in an attribute", "[Of(null, Named = typeof(Upload))] int n;")]
    [InlineData("enum in an attribute", "[Of(Kind.One)] int n;")]
    [InlineData("a verb of the program", "Kluis.Verb? v;")]
    public void A_planted_look_up_the_stairs_is_reported(string place, string member)
    {
        using var planted = Compiled.Plant(Slices, $$"""
            using Kluis.Intake;
            namespace Kluis { public class Verb; }
            namespace Kluis.Storage { class Planted { {{member}} } }
            """);
        Assert.True(Violations(planted).Count > 0, place);
        Assert.All(Violations(planted), violation => Assert.StartsWith("Kluis.Storage.Planted", violation, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_local_type_hides_nothing()
    {
        using var planted = Compiled.Plant(Slices, "namespace Kluis.Storage { file class Planted : Kluis.Intake.Upload; }");
        Assert.Single(Violations(planted));
    }

    [Theory]
    [InlineData("its name", "AspNetCoreGeneratedDocument", "Storage_Pages_Index", null)]
    [InlineData("its path, whatever its name", "AspNetCoreGeneratedDocument", "Console_Pages_Index", "/Storage/Pages/Index.cshtml")]
    [InlineData("its path, whatever its namespace", "Kluis.Console.Pages", "Index", "/Storage/Pages/Index.cshtml")]
    public void A_page_belongs_to_the_slice_of(string told, string space, string name, string? path)
    {
        var item = path is null ? "" : $$"""
            [assembly: Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItem(typeof({{space}}.{{name}}), "mvc.1.0.razor-page", "{{path}}")]
            """;
        using var planted = Compiled.Plant(Slices, $$"""
            {{item}}
            namespace {{space}} { class {{name}} { void Execute() => Kluis.Intake.Upload.Take(); } }
            """);
        Assert.True(Violations(planted).Count == 1, told);
    }

    [Theory]
    [InlineData("namespace Kluis.Planted { class Anything; }")]
    [InlineData("namespace Elsewhere { class Anything; }")]
    [InlineData("class Anything;")]
    [InlineData("namespace AspNetCoreGeneratedDocument { class Pages_Index; }")]
    public void A_type_outside_every_slice_is_reported(string code)
    {
        using var planted = Compiled.Plant(code);
        Assert.Single(Violations(planted));
    }

    [Fact]
    public void Looking_down_the_stairs_is_allowed()
    {
        using var planted = Compiled.Plant(Slices, """
            namespace Kluis.Intake { class Innocent : Kluis.Storage.Box<Upload> { [Storage.Of(typeof(Size))] List<Upload>? u; } }
            namespace Kluis.Demo { class Innocent { Kluis.Intake.Upload? u; Func<object> M() => () => new Kluis.Intake.Upload(); } }
            namespace Kluis { class Verb { Kluis.Demo.Innocent? i; } }
            namespace AspNetCoreGeneratedDocument { class Intake_Pages_Index { void Execute() => Kluis.Intake.Upload.Take(); } }
            """);
        Verdict.Clean(Violations(planted));
    }
}
