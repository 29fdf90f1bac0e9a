using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Retention.Pages;

/// <summary>Holds everything of a customer for a claim.</summary>
[Needs(Permission.Hold, AuditAct.HoldListed, ByGate = true)]
sealed class HoldCustomerPage(LegalHoldStore store, LegalHolds holds, Words words, TimeProvider time) : HoldForm(store, holds, words, time)
{
    public override string Lead => "hold-new.lead-customer";

    public override string Back => $"/customers/{Id}";

    protected override (Guid? Conversation, Guid? Customer) Target => (null, Id);
}
