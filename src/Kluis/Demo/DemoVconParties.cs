using System.Text.Json;

namespace Kluis.Demo;

/// <summary>The two parties of a vCon.</summary>
static class DemoVconParties
{
    public static void Write(Utf8JsonWriter json, DemoConversation c)
    {
        json.WriteStartArray("parties");
        WriteCustomer(json, c);
        WriteAgent(json, c);
        json.WriteEndArray();
    }

    static void WriteCustomer(Utf8JsonWriter json, DemoConversation c)
    {
        json.WriteStartObject();
        if (c.Kind == DemoKind.Call)
        {
            json.WriteString("tel", Dialled(c.Customer.Phone));
        }
        else
        {
            json.WriteString("mailto", c.Customer.Email);
        }

        json.WriteString("name", c.Customer.Name);
        json.WriteString("validation", "none");
        json.WriteString("role", "customer");
        json.WriteString("customer_number", c.Customer.CustomerNumber);
        json.WriteStartObject("civicaddress");
        json.WriteString("country", "NL");
        json.WriteString("pc", c.Customer.Postcode);
        json.WriteString("hno", c.Customer.HouseNumber);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteAgent(Utf8JsonWriter json, DemoConversation c)
    {
        json.WriteStartObject();
        if (c.Kind == DemoKind.Call)
        {
            json.WriteString("sip", $"sip:{c.Agent.Id}@{DemoVcon.Host}");
        }
        else
        {
            json.WriteString("mailto", "klantenservice@" + DemoVcon.Host);
        }

        json.WriteString("name", c.Agent.Name);
        json.WriteString("uuid", DemoUuid.Of(c.Agent));
        json.WriteString("org", DemoWorld.Organisation);
        json.WriteString("dept", c.Agent.Team);
        json.WriteString("role", "agent");
        json.WriteString("agent_id", c.Agent.Id);
        json.WriteEndObject();
    }

    // As a telephone system passes a number on: no spaces, but national or international as it came.
    static string Dialled(string phone) =>
        string.Concat(phone.Where(letter => letter == '+' || char.IsAsciiDigit(letter)));
}
