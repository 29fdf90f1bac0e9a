using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Retention.Pages;

/// <summary>Holds a conversation for a claim.</summary>
[Needs(Permission.Hold, AuditAct.HoldListed, ByGate = true)]
sealed class HoldConversationPage(LegalHoldStore store, LegalHolds holds, Words words, TimeProvider time) : HoldForm(store, holds, words, time)
{
    public override string Lead => "hold-new.lead";

    public override string Back => $"/conversations/{Id}";

    protected override (Guid? Conversation, Guid? Customer) Target => (Id, null);
}
