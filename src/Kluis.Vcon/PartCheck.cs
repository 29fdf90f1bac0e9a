using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>The rules between the members of one part; what is missing is told, and only a type is guessed.</summary>
sealed class PartCheck(JsonObject fields, string path, Findings findings)
{
    static readonly string[] DialogTypes = ["recording", "text", "transfer", "incomplete", "recording-set"];

    public void Check(VconPartKind kind, VconBody? body, VconLink? link)
    {
        if (fields.Count == 0 && body is null)
        {
            return; // An empty placeholder, left where a redaction took the part away.
        }
        Content(body, link);
        switch (kind)
        {
            case VconPartKind.Dialog:
                Dialog(body is not null || link is not null);
                break;
            case VconPartKind.Analysis:
                Expect("type", "vcon.type-missing");
                Expect("vendor", "vcon.vendor-missing");
                break;
            case VconPartKind.Attachment:
                Expect("start", "vcon.start-missing");
                Expect("party", "vcon.party-missing");
                Expect("dialog", "vcon.dialog-missing");
                break;
        }
    }

    void Content(VconBody? body, VconLink? link)
    {
        if (body is not null && link is not null)
        {
            findings.Add("vcon.body-and-url", path);
        }
        if (body is not null && body.Encoding != "json")
        {
            Expect("mediatype", "vcon.mediatype-missing");
        }
        if (link is { ContentHashes.Count: 0 })
        {
            findings.Add("vcon.hash-missing", $"{path}.content_hash");
        }
    }

    void Dialog(bool content)
    {
        if (fields.Text("type") is not { } type || !DialogTypes.Contains(type))
        {
            findings.Add("vcon.dialog-type-guessed", $"{path}.type");
            fields["type"] = type = Guess(content);
        }
        Expect("start", "vcon.start-missing");
        if (type is "recording" or "text" && !content)
        {
            findings.Add("vcon.content-missing", path);
        }
        if (type == "incomplete")
        {
            Expect("disposition", "vcon.disposition-missing");
        }
    }

    string Guess(bool content)
    {
        var media = fields.Text("mediatype") ?? "";
        return fields.ContainsKey("transferee") || fields.ContainsKey("transferor") ? "transfer"
            : fields.ContainsKey("recordings") ? "recording-set"
            : media.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
                || media.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? "recording"
            : content || media.Length > 0 ? "text"
            : fields.ContainsKey("duration") ? "recording"
            : "incomplete";
    }

    void Expect(string name, string code)
    {
        if (!fields.ContainsKey(name))
        {
            findings.Add(code, $"{path}.{name}");
        }
    }
}
