using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>Some namespaces have a door: only the types that stand in it may touch them.</summary>
static class Door
{
    public static IReadOnlyList<string> Outsiders(ModuleDefinition module, string[] guarded, Func<TypeDefinition, bool> mayTouch) =>
        [.. (from type in TypeUse.Written(module)
             where !mayTouch(TypeUse.Outermost(type))
             from used in TypeUse.Of(type)
             where guarded.Any(root => TypeUse.IsIn(TypeUse.Outermost(used).Namespace, root))
             select $"{type.FullName} touches {used.FullName}").Distinct()];
}
