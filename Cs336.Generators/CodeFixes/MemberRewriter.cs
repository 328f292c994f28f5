using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Cs336.Generators.CodeFixes;

/// <summary>Writes a field or an automatic property anew, as a declared member.</summary>
internal static class MemberRewriter
{
    /// <summary>Whether a partial property can stand in for the member without changing what the program does.</summary>
    public static bool CanDeclare(SyntaxNode node, ISymbol member)
    {
        var isPlain = node switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } } => true,
            PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors } =>
                accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }),
            _ => false,
        };
        return isPlain
            && member is { IsStatic: false, IsVirtual: false, IsOverride: false, IsAbstract: false }
            && (InitialiserOf(node) is not { } initialiser || CanMove(initialiser.Value, node, member.ContainingType));
    }

    /// <summary>
    /// The member's name without leading underscores and with a capital, <c>Weight</c> for <c>_weight</c>; its own where the type has
    /// that one already.
    /// </summary>
    public static string PropertyName(ISymbol member)
    {
        var bare = member.Name.TrimStart('_');
        if (member is IPropertySymbol || bare.Length == 0)
            return member.Name;
        var name = char.ToUpperInvariant(bare[0]) + bare.Substring(1);
        for (var type = member.ContainingType; type is not null; type = type.BaseType)
            if (type.GetMembers(name).Any(other => !SymbolEqualityComparer.Default.Equals(other, member)))
                return member.Name;
        return SyntaxFacts.IsValidIdentifier(name) && name != member.ContainingType.Name ? name : member.Name;
    }

    /// <summary><paramref name="root"/> with the member declared as <paramref name="role"/>, or as what its attributes say.</summary>
    public static SyntaxNode Declare(SyntaxNode root, SyntaxNode node, StateRole? role)
    {
        var declaration = node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
        var type = (TypeDeclarationSyntax)declaration.Parent!;
        MemberDeclarationSyntax property = PropertyOf(node, declaration);
        if (role is not null)
            property = WithAttribute(property, $"{role}");

        var constructors = InitialiserOf(node) is null ? [] : FirstConstructors(type).ToList();
        return root.ReplaceNodes(
            constructors.Append(declaration),
            (old, _) => old is ConstructorDeclarationSyntax constructor
                ? WithAssignment(constructor, NameOf(node), InitialiserOf(node)!.Value)
                : property);
    }

    /// <summary><paramref name="declaration"/> with an attribute of Cs336.Annotations on a line of its own before it.</summary>
    public static MemberDeclarationSyntax WithAttribute(MemberDeclarationSyntax declaration, string attribute)
    {
        var name = ParseName($"global::Cs336.Annotations.{attribute}Attribute").WithAdditionalAnnotations(Simplifier.Annotation);
        var list = AttributeList(SingletonSeparatedList(Attribute(name))).WithTrailingTrivia(ElasticCarriageReturnLineFeed);
        var rest = declaration.WithoutLeadingTrivia();
        return rest
            .WithAttributeLists(rest.AttributeLists.Insert(0, list))
            .WithLeadingTrivia(declaration.GetLeadingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static PropertyDeclarationSyntax PropertyOf(SyntaxNode node, MemberDeclarationSyntax declaration)
    {
        var isPrivate = !declaration.Modifiers.Any(
            modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword);
        var form = (PropertyDeclarationSyntax)ParseMemberDeclaration(isPrivate ? "int X { get; init; }" : "int X { get; private init; }")!;
        var modifiers = declaration.Modifiers
            .Select(modifier => modifier.Kind())
            .Where(kind => kind is not (SyntaxKind.ReadOnlyKeyword or SyntaxKind.VolatileKeyword or SyntaxKind.PartialKeyword))
            .ToList();
        if (isPrivate && !modifiers.Contains(SyntaxKind.PrivateKeyword))
            modifiers.Insert(0, SyntaxKind.PrivateKeyword);
        var type = declaration is FieldDeclarationSyntax field ? field.Declaration.Type : ((PropertyDeclarationSyntax)declaration).Type;

        return form
            .WithAttributeLists(declaration.AttributeLists)
            .WithModifiers(TokenList(modifiers.Append(SyntaxKind.PartialKeyword).Select(kind => Token(kind).WithTrailingTrivia(Space))))
            .WithType(type.WithoutLeadingTrivia())
            .WithIdentifier(NameOf(node).WithTrailingTrivia(Space))
            .WithLeadingTrivia(declaration.GetLeadingTrivia())
            .WithTrailingTrivia(declaration.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ConstructorDeclarationSyntax WithAssignment(
        ConstructorDeclarationSyntax constructor, SyntaxToken name, ExpressionSyntax value)
    {
        ExpressionSyntax target = IdentifierName(name.WithoutTrivia());
        if (constructor.ParameterList.Parameters.Any(parameter => parameter.Identifier.ValueText == name.ValueText))
            target = MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, ThisExpression(), (SimpleNameSyntax)target);
        var assignment = ExpressionStatement(AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, target, value.WithoutTrivia()))
            .WithAdditionalAnnotations(Formatter.Annotation);

        if (constructor.Body is { } body)
            return constructor.WithBody(body.WithStatements(body.Statements.Insert(0, assignment)));
        var only = ExpressionStatement(constructor.ExpressionBody!.Expression.WithoutTrivia());
        return constructor
            .WithExpressionBody(null)
            .WithSemicolonToken(default)
            .WithBody(Block(assignment, only).WithTrailingTrivia(constructor.GetTrailingTrivia()))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>
    /// Whether all constructors are here and none that runs initialisers has a parameter that <paramref name="value"/> would come to mean.
    /// </summary>
    private static bool CanMove(ExpressionSyntax value, SyntaxNode node, INamedTypeSymbol type)
    {
        var declaration = node.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
        var all = declaration.Members.OfType<ConstructorDeclarationSyntax>().Count(constructor => !IsStatic(constructor));
        var names = value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText).ToList();
        return all > 0
            && all == type.InstanceConstructors.Length
            && FirstConstructors(declaration)
                .SelectMany(constructor => constructor.ParameterList.Parameters)
                .All(parameter => !names.Contains(parameter.Identifier.ValueText));
    }

    /// <summary>The constructors that do not leave the work to another one of the type.</summary>
    private static IEnumerable<ConstructorDeclarationSyntax> FirstConstructors(TypeDeclarationSyntax type) =>
        type.Members.OfType<ConstructorDeclarationSyntax>().Where(constructor =>
            !IsStatic(constructor) && !constructor.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer));

    private static bool IsStatic(ConstructorDeclarationSyntax constructor) => constructor.Modifiers.Any(SyntaxKind.StaticKeyword);

    private static EqualsValueClauseSyntax? InitialiserOf(SyntaxNode node) =>
        node is VariableDeclaratorSyntax variable ? variable.Initializer : ((PropertyDeclarationSyntax)node).Initializer;

    private static SyntaxToken NameOf(SyntaxNode node) =>
        node is VariableDeclaratorSyntax variable ? variable.Identifier : ((PropertyDeclarationSyntax)node).Identifier;
}
