namespace Kluis.Registers;

/// <summary>Categories of people and of data in the register (GDPR Art. 30(1)(c)): closed lists, so that registers can be compared.</summary>
static class Categories
{
    public static readonly IReadOnlyList<string> People =
        ["customers", "former-customers", "prospects", "representatives", "bystanders", "children", "patients", "employees", "suppliers"];

    public static readonly IReadOnlyList<string> Data =
        ["identity", "contact", "contract", "financial", "voice", "spoken", "written", "call-facts", "location", "citizen-number", "special", "criminal"];
}
