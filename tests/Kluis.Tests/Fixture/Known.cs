namespace Kluis.Tests;

/// <summary>
/// The people of these tests. After each test none of these values may stand in an application log or on stderr.
/// </summary>
static class Known
{
    public const string CustomerName = "Wilhelmina Oosterhuis-Plantinga";
    public const string CustomerPhone = "+31655501234";
    public const string CustomerPhoneAsDialled = "06-55501234";
    public const string CustomerMail = "mina.oosterhuis@voorbeeld.example";
    public const string CustomerNumber = "KL-0047115";
    public const string OtherName = "Bartholomeus Quispel";
    public const string OtherPhone = "+31305550199";
    public const string OtherMail = "b.quispel@voorbeeld.example";
    public const string OtherNumber = "KL-0090042";
    public const string StaffName = "Annelotte Zwaardemaker";
    public const string StaffMail = "a.zwaardemaker@organisatie.example";
    public const string SubjectLine = "Ruzie over de eindafrekening van gas";
    public const string Said = "mijn pincode is niet voor u bestemd";
    public const string FileName = "klacht-oosterhuis.pdf";

    public static readonly IReadOnlyList<string> Values =
    [
        CustomerName, CustomerPhone, CustomerPhone[1..], CustomerPhoneAsDialled, "0655501234", CustomerMail,
        CustomerNumber, OtherName, OtherPhone, OtherPhone[1..], "0305550199", OtherMail, OtherNumber, StaffName,
        StaffMail, SubjectLine, Said, FileName,
    ];

    /// <summary>Fails when <paramref name="text"/> holds one of the values.</summary>
    public static void AssertNoneIn(string text, string where)
    {
        var found = Values.Where(value => text.Contains(value, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.True(found.Count == 0, $"{where} holds {string.Join(", ", found)}:\n{text}");
    }
}
