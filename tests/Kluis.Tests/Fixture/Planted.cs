using System.Text.Json.Nodes;

namespace Kluis.Tests;

/// <summary>Forty personal values that are stored, searched, shown and taken out, and then looked for in everything that the disk holds.</summary>
static class Planted
{
    public const string ThirdName = "Ferdinand van Grootheest", ThirdMail = "f.vangrootheest@voorbeeld.example", ThirdNumber = "KL-0071853";
    public const string ThirdPhone = "+31402250177", StaffPhone = "+31205550142", Street = "Lindenhovenlaan 12 a", Address = "1234 AB", OtherSubject = "Vraag over de slimme meter in de kelder";
    public const string OtherFile = "schermafdruk-quispel.png", RecordingFile = "gesprek-grootheest.wav", SaidInMail = "ik lig al drie weken in het ziekenhuis", Summary = "Klant is boos over zijn scheiding";
    public const string StaffFile = "notitie-zwaardemaker.txt";

    static readonly string[] Phones = [Known.CustomerPhone, Known.OtherPhone, ThirdPhone, StaffPhone];

    public static readonly IReadOnlyList<string> Values =
    [
        Known.CustomerName, Known.OtherName, ThirdName, Known.StaffName, Known.CustomerMail, Known.OtherMail, ThirdMail, Known.StaffMail, Known.CustomerNumber, Known.OtherNumber, ThirdNumber,
        .. Phones.SelectMany(Forms), Known.SubjectLine, OtherSubject, Known.FileName, OtherFile, RecordingFile, StaffFile, Known.Said, SaidInMail, Summary, Street, "Lindenhovenlaan", "KL0047115",
        "1234AB|12|A",
    ];

    /// <summary>As a vCon of each channel; every value above is in one of them, or in a search for them.</summary>
    public static IEnumerable<JsonObject> Vcons()
    {
        var call = Told.CallVcon(Sounds.Wav(10, 1));
        call["dialog"]![0]!["filename"] = RecordingFile;
        call["parties"]!.AsArray().Add(new JsonObject
        {
            ["name"] = ThirdName, ["tel"] = ThirdPhone, ["mailto"] = ThirdMail, ["customer_number"] = ThirdNumber, ["role"] = "customer",
            ["civicaddress"] = new JsonObject { ["pc"] = Address, ["hno"] = "12", ["hns"] = "a", ["sts"] = Street },
        });
        call["parties"]![1]!["tel"] = StaffPhone;
        call["analysis"] = new JsonArray(new JsonObject
        {
            ["type"] = "summary", ["dialog"] = 0, ["vendor"] = "test", ["mediatype"] = "text/plain", ["encoding"] = "none", ["body"] = Summary,
        });
        yield return call;
        var chat = Told.Chat();
        chat["subject"] = OtherSubject;
        chat["parties"]![0] = new JsonObject { ["name"] = Known.OtherName, ["tel"] = Known.OtherPhone, ["mailto"] = Known.OtherMail, ["customer_number"] = Known.OtherNumber, ["role"] = "customer" };
        chat["attachments"]!.AsArray().Add(new JsonObject
        {
            ["purpose"] = "file", ["start"] = Told.Start, ["party"] = 0, ["dialog"] = 0, ["mediatype"] = "image/png", ["filename"] = OtherFile, ["encoding"] = "base64url", ["body"] = "iVBORw0KGgo",
        });
        chat["attachments"]!.AsArray().Add(new JsonObject
        {
            ["purpose"] = "note", ["start"] = Told.Start, ["party"] = 1, ["dialog"] = 0, ["mediatype"] = "text/plain", ["filename"] = StaffFile, ["encoding"] = "none", ["body"] = SaidInMail,
        });
        yield return chat;
        yield return Told.Mail();
    }

    /// <summary>+31655501234, 31655501234, 0655501234 and 06-55501234.</summary>
    static IEnumerable<string> Forms(string phone) => [phone, phone[1..], "0" + phone[3..], $"0{phone[3..4]}-{phone[4..]}"];
}
