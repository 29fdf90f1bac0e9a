using System.Globalization;

namespace Kluis.Access;

/// <summary>Calls to copy and run, with the address, the secret and the activity filled in.</summary>
/// <param name="Title">Key of a text.</param>
sealed record TokenExample(string Title, string Command)
{
    /// <param name="url">The vault as its caller knows it, without a slash at the end.</param>
    /// <param name="activity">The activity that the token brings along; null: each call names one.</param>
    public static IReadOnlyList<TokenExample> For(Role role, string url, string secret, Guid? activity, DateTimeOffset now) =>
        role == Role.Integrator
            ? [Recording(url, secret, activity, now), Vcon(url, secret, activity, now), Search(url, secret)]
            : [new("tokens.example-log", $"curl -sSf '{url}/api/v1/log?limit=10' -H 'Authorization: Bearer {secret}'"), new("tokens.example-tokens", $"curl -sSf {url}/api/v1/tokens -H 'Authorization: Bearer {secret}'")];

    static TokenExample Recording(string url, string secret, Guid? activity, DateTimeOffset now) => new(
        "tokens.example-recording",
        $$"""
        curl -sSf {{url}}/api/v1/recordings -H 'Authorization: Bearer {{secret}}' \
          -F 'metadata={"activity": "{{Of(activity)}}", "start": "{{Moment(now)}}", "direction": "in",
              "caller": "06 0000 0001", "called": "0800-0000", "agentId": "a24", "queue": "Billing"};type=application/json' \
          -F 'recording=@call.wav;type=audio/wav'
        """);

    static TokenExample Vcon(string url, string secret, Guid? activity, DateTimeOffset now) => new(
        "tokens.example-vcon",
        $$"""
        curl -sSf {{url}}/api/v1/conversations -H 'Authorization: Bearer {{secret}}' \
          -H 'Kluis-Activity: {{Of(activity)}}' -H 'Content-Type: application/vcon' --data-binary @- <<'EOF'
        {"vcon": "0.4.0", "uuid": "019a9f3e-7c00-8000-8000-000000000001", "created_at": "{{Moment(now)}}",
         "parties": [{"tel": "+31600000001", "name": "W. Voorbeeld", "role": "customer"}, {"name": "R. Voorbeeld", "role": "agent"}],
         "dialog": [{"type": "text", "start": "{{Moment(now)}}", "parties": [0], "mediatype": "text/plain",
                     "encoding": "none", "body": "Good morning, a question about my invoice."}]}
        EOF
        """);

    static TokenExample Search(string url, string secret) => new(
        "tokens.example-search",
        $$"""
        curl -sSf {{url}}/api/v1/conversations/search -H 'Authorization: Bearer {{secret}}' \
          -H 'Content-Type: application/json' -d '{"phone": "+31 6 00000001"}'
        """);

    static string Of(Guid? activity) => activity?.ToString() ?? "ACTIVITY-ID";

    static string Moment(DateTimeOffset now) => now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
