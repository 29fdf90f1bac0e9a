using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Architecture.Tests;

/// <summary>Every type that a compiled type mentions anywhere: in signatures, attributes and bodies, unpacked to the bottom.</summary>
static partial class TypeUse
{
    /// <summary>Generators put their code in namespaces of their own; nobody writes there by hand.</summary>
    static readonly string[] generated =
    [
        "Microsoft.CodeAnalysis", "System.Runtime.CompilerServices", "System.Text.RegularExpressions.Generated",
        "Microsoft.AspNetCore.OpenApi.Generated", "Microsoft.AspNetCore.Http.Generated",
        "Microsoft.Extensions.Configuration.Binder.SourceGeneration",
    ];

    /// <summary>All types written by hand or compiled from pages, with nested and closure types.</summary>
    public static IEnumerable<TypeDefinition> Written(ModuleDefinition module) =>
        module.GetAllTypes().Where(type => !IsGenerated(Outermost(type)));

    public static TypeReference Outermost(TypeReference type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    public static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    public static bool IsIn(string @namespace, string root) =>
        @namespace == root || @namespace.StartsWith(root + ".", StringComparison.Ordinal);

    public static IEnumerable<TypeReference> Of(TypeDefinition type) =>
        Declared(type).Concat(type.Methods.SelectMany(OfMethod)).SelectMany(Unpack);

    /// <summary>The name as written: without generic arity, and without the prefix that hides a file-local type.</summary>
    public static string NameOf(TypeDefinition type) => FileLocalPrefix.Replace(type.Name, "").Split('`')[0];

    static bool IsGenerated(TypeDefinition type) =>
        NameOf(type).StartsWith('<') || generated.Any(root => IsIn(type.Namespace, root));

    static IEnumerable<TypeReference?> Declared(TypeDefinition type) =>
    [
        type.BaseType,
        .. Attributes(type),
        .. type.Interfaces.SelectMany(face => Attributes(face).Prepend(face.InterfaceType)),
        .. Constraints(type),
        .. type.Fields.SelectMany(field => Attributes(field).Prepend(field.FieldType)),
        .. type.Properties.SelectMany(property => Attributes(property).Prepend(property.PropertyType)),
        .. type.Events.SelectMany(happening => Attributes(happening).Prepend(happening.EventType)),
    ];

    static IEnumerable<TypeReference?> OfMethod(MethodDefinition method) =>
    [
        .. Signature(method),
        .. Attributes(method),
        .. Attributes(method.MethodReturnType),
        .. method.Parameters.SelectMany(Attributes),
        .. Constraints(method),
        .. method.Overrides.SelectMany(Signature),
        .. method.HasBody ? OfBody(method.Body) : [],
    ];

    static IEnumerable<TypeReference?> OfBody(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(instruction => OfOperand(instruction.Operand)),
    ];

    static IEnumerable<TypeReference?> OfOperand(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => Signature(method).Concat(method.GenericArguments),
        MethodReference method => Signature(method),
        CallSite call => call.Parameters.Select(parameter => parameter.ParameterType).Append(call.ReturnType),
        _ => [],
    };

    static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider owner) =>
        owner.GenericParameters.SelectMany(parameter =>
            Attributes(parameter).Concat(parameter.Constraints.SelectMany(one => Attributes(one).Prepend(one.ConstraintType))));

    static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider owner) =>
        owner.CustomAttributes.SelectMany(attribute => attribute.ConstructorArguments
            .Concat(attribute.Fields.Concat(attribute.Properties).Select(named => named.Argument))
            .SelectMany(Argument)
            .Prepend(attribute.AttributeType));

    static IEnumerable<TypeReference?> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [argument.Type, type],
        CustomAttributeArgument boxed => Argument(boxed).Prepend(argument.Type),
        CustomAttributeArgument[] many => many.SelectMany(Argument).Prepend(argument.Type),
        _ => [argument.Type],
    };

    static IEnumerable<TypeReference> Unpack(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.Prepend(generic.ElementType).SelectMany(Unpack),
        FunctionPointerType pointer => pointer.Parameters.Select(one => one.ParameterType).Append(pointer.ReturnType).SelectMany(Unpack),
        IModifierType modified => Unpack(modified.ModifierType).Concat(Unpack(modified.ElementType)),
        TypeSpecification wrapped => Unpack(wrapped.ElementType),
        _ => [type],
    };

    [GeneratedRegex("^<[^>]*>F[0-9A-F]+__")]
    static partial Regex FileLocalPrefix { get; }
}
