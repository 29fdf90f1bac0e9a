namespace Kluis.Web;

/// <summary>The stable codes that a caller can meet, each with its HTTP status and one sentence that tells the next step.</summary>
static class ProblemCodes
{
    static readonly Dictionary<string, (int Status, string Sentence)> All = new(StringComparer.Ordinal)
    {
        ["request.malformed"] = (400, "The request cannot be read. See the detail for the place."),
        ["request.unauthenticated"] = (401, "This needs a token: send it as Authorization: Bearer."),
        ["session.locked"] = (401, "The screen is locked. Unlock it in the browser; the work is kept."),
        ["role.refused"] = (409, "The role cannot be given: the account has ended, is the last of its role, or is the one who decides."),
        ["setup.required"] = (503, "This vault is not set up yet. Open the set-up link that it printed when it started."),
        ["request.truncated"] = (400, "The upload ended before it was complete. Send it again."),
        ["request.too-deep"] = (400, "The document is nested deeper than is allowed."),
        ["request.too-large"] = (413, "This is larger than is allowed here."),
        ["request.too-many"] = (429, "Too many requests. Wait a moment and try again."),
        ["request.unsupported-type"] = (415, "This media type is not taken here."),
        ["request.not-found"] = (404, "There is nothing at this address."),
        ["request.method-not-allowed"] = (405, "This address does not take this method."),
        ["request.metadata-first"] = (400, "Send the part named metadata before the recording."),
        ["recording.metadata-first"] = (400, "Send the part named metadata before the recording."),
        ["recording.missing"] = (400, "The recording itself is missing: send it as a file part after metadata."),
        ["recording.empty"] = (422, "The recording holds no sound."),
        ["recording.unreadable"] = (422, "This is not audio of a kind that is taken: WAV, MP3, Ogg/Opus or M4A."),
        ["recording.not-allowed"] = (422, "This processing activity takes no recordings: its recording mode is off. Use another one, or ask the privacy officer."),
        ["recording.no-metadata"] = (422, "Nothing tells when this was recorded and who spoke. Give its metadata: a file beside it, a row in a list, or a pattern for its name."),
        ["item.not-found"] = (404, "There is no such item in quarantine, or it does not wait any more."),
        ["item.invalid"] = (422, "The correction cannot be read. See the detail."),
        ["activity.required"] = (422, "Say under which processing activity this is kept. Nothing is stored without one."),
        ["activity.unknown"] = (422, "There is no processing activity with this id."),
        ["activity.invalid"] = (422, "The processing activity is not complete. See the detail."),
        ["activity.changed-meanwhile"] = (409, "Somebody changed this activity after you read it. Read it again."),
        ["purpose.required"] = (403, "Opening content needs a purpose: send it as Kluis-Purpose."),
        ["purpose.not-allowed"] = (403, "This activity does not allow content to be opened for that purpose."),
        ["protection.not-allowed"] = (403, "This is protected more closely: your role does not open it. The attempt is in the log."),
        ["special.invalid"] = (422, "The mark cannot be set or taken away like this. See the detail."),
        ["special.not-marked"] = (404, "This conversation is not marked as holding special categories of data."),
        ["permission.denied"] = (403, "Your role does not allow this. The attempt is in the log."),
        ["scope.outside"] = (403, "This lies outside what your role may see. The attempt is in the log."),
        ["identifier.required"] = (422, "Your role may look up one customer at a time: give an exact identifier."),
        ["conversation.not-found"] = (404, "There is no such conversation, or it is not yours to see."),
        ["customer.not-found"] = (404, "There is no such customer, or they are not yours to see."),
        ["conversation.restricted"] = (403, "This conversation is restricted and cannot be opened."),
        ["conversation.erased"] = (409, "This conversation was erased and does not come back."),
        ["recording.exists"] = (409, "This dialog has its recording, and what is stored does not change."),
        ["recording.not-found"] = (404, "This conversation has no recording with that number."),
        ["opening.expired"] = (403, "The opening has ended. Open the conversation again with a purpose."),
        ["token.invalid"] = (422, "The token cannot be made like this. See the detail."),
        ["token.not-found"] = (404, "There is no such token."),
        ["screenpop.no-user"] = (422, "A caller is announced to a person: send the token of the agent whose telephone rings."),
        ["approval.not-found"] = (404, "There is no such request for a second person, or it is not yours to see."),
        ["approval.invalid"] = (422, "The decision cannot be read. See the detail."),
        ["approval.person-needed"] = (403, "A token neither asks nor decides: this takes a person who has signed in."),
        ["approval.own"] = (403, "Nobody decides what they asked themselves. The attempt is in the log."),
        ["approval.not-open"] = (409, "This was decided or withdrawn already."),
        ["approval.expired"] = (409, "The time for this is over. Ask again."),
        ["approval.reason-needed"] = (422, "Say why, in ten characters or more."),
        ["approval.remark-needed"] = (422, "A no says why, in ten characters or more; so does any remark."),
        ["approval.not-approved"] = (409, "Nobody has approved this, or somebody has refused it."),
        ["approval.used"] = (409, "This was picked up already. Its secret is shown once only."),
        ["search.invalid"] = (422, "The search cannot be done like this. See the detail."),
        ["vcon.invalid"] = (422, "This is JSON, but not a vCon. See the detail for the rule."),
        ["vcon.hybrid"] = (422, "This document is clear and signed at once; what is clear was not what was signed. Send one form."),
        ["vcon.signed"] = (422, "Signed vCons are not taken yet: send the plain form."),
        ["vcon.encrypted"] = (422, "Encrypted vCons are not taken yet: send the plain form."),
        ["vcon.unknown-version"] = (422, "This version of vCon is not known here: 0.0.1 to 0.4.0 are."),
        ["vcon.unknown-critical"] = (422, "The vCon names a critical extension that is not known here."),
        ["vcon.too-large"] = (413, "A vCon is 64 MB at most when unpacked. Send larger media as multipart."),
        ["vcon.body-unreadable"] = (422, "A body in the vCon is not what its encoding says."),
        ["vcon.media-missing"] = (422, "A file that the vCon refers to was not sent with it."),
        ["vcon.media-mismatch"] = (422, "A file differs from the hash that the vCon gives for it."),
        ["object.tampered"] = (500, "What is stored is not what was written. It is not shown. Tell the administrator this code and trace."),
        ["object.missing"] = (500, "A stored object is missing. Tell the administrator this code and trace."),
        ["storage.full"] = (503, "The disk is full. Nothing that was confirmed is lost; try again when there is room."),
        ["storage.read-only"] = (503, "The storage takes no changes now. Try again later."),
        ["storage.unavailable"] = (503, "The storage does not answer now. Try again later."),
        ["keys.unavailable"] = (503, "The keys are not available now. Nothing can be opened or stored until they are."),
        ["audit.unavailable"] = (503, "The audit log cannot be written. Without it nothing is opened or changed."),
        ["internal"] = (500, "Something went wrong here. Tell the administrator the trace."),
    };

    public static IEnumerable<string> Codes => All.Keys;

    public static int StatusOf(string code) => Find(code).Status;

    public static string SentenceOf(string code) => Find(code).Sentence;

    // An unknown code is a bug of ours, and a caller still gets an answer that says nothing wrong.
    static (int Status, string Sentence) Find(string code) => All.TryGetValue(code, out var found) ? found : All["internal"];
}
