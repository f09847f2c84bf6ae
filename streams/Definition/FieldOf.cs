using System.Linq.Expressions;
using System.Reflection;
using Serverless.Streams.Cleansing;

namespace Serverless.Streams;

/// <summary>Finds the property that an expression names. Expressions are read, never compiled.</summary>
internal static class FieldOf
{
    /// <summary>The property; null, with the problem said, where the expression is something else.</summary>
    public static PropertyInfo? Property(SourceDraft source, string verb, LambdaExpression field)
    {
        if (Named(field) is { } property)
        {
            return property;
        }

        source.Problem(verb, $"'{Text(field)}' is not a field of {source.Record.Name}: name one property, or use Map(t => t with {{ … }}).");
        return null;
    }

    /// <summary>Name, getter and setter; null, with the problem said, where it can't be set or has another type.</summary>
    public static (string Name, Func<T, V> Get, Action<T, V> Set)? Writable<T, V>(SourceDraft source, string verb, Expression<Func<T, V>> field)
        where T : class
    {
        if (Property(source, verb, field) is not { } property)
        {
            return null;
        }

        if (property.PropertyType != typeof(V))
        {
            source.Problem(verb, $"'{Text(field)}' is {TypeText.Of(property.PropertyType)}, the value is {TypeText.Of(typeof(V))}: give a value of the field's type.");
            return null;
        }

        if (property.SetMethod is null)
        {
            source.Problem(verb, Unset(source, field, property));
            return null;
        }

        return (property.Name, property.GetMethod!.CreateDelegate<Func<T, V>>(), property.SetMethod.CreateDelegate<Action<T, V>>());
    }

    /// <summary>A numeric field; null, with the problem said, where it is none.</summary>
    public static (NumberField<T> Field, PropertyInfo Property)? Number<T>(SourceDraft source, string verb, Expression<Func<T, double?>> field, bool mustSet)
        where T : class
    {
        if (Property(source, verb, field) is not { } property)
        {
            return null;
        }

        if (NumberField<T>.Of(property) is not { } number)
        {
            source.Problem(verb, $"'{Text(field)}' is {TypeText.Of(property.PropertyType)}, which is no number here.");
            return null;
        }

        if (mustSet && number.Set is null)
        {
            source.Problem(verb, Unset(source, field, property));
            return null;
        }

        return (number, property);
    }

    /// <summary>A numeric field to read; null where it is none.</summary>
    public static (NumberField<T> Field, PropertyInfo Property)? Number<T>(Expression<Func<T, double?>> field)
        where T : class =>
        Named(field) is { } property && NumberField<T>.Of(property) is { } number ? (number, property) : null;

    /// <summary>Any field, read as an object.</summary>
    public static Func<T, object?>? Reader<T>(SourceDraft source, string verb, Expression<Func<T, object?>> field)
        where T : class
    {
        if (Property(source, verb, field) is not { } property)
        {
            return null;
        }

        // A delegate over a reference type converts by itself; a value type is boxed, which Require alone does.
        return property.PropertyType.IsValueType ? record => property.GetValue(record) : property.GetMethod!.CreateDelegate<Func<T, object?>>();
    }

    /// <summary><c>t => t.Amount</c>, without the conversions that the compiler adds.</summary>
    public static string Text(LambdaExpression field)
    {
        var body = field.Body;
        while (body is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand })
        {
            body = operand;
        }

        return $"{field.Parameters[0].Name} => {body}";
    }

    private static PropertyInfo? Named(LambdaExpression field)
    {
        var body = field.Body;
        while (body is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand })
        {
            body = operand;
        }

        return body is MemberExpression { Member: PropertyInfo { GetMethod.IsStatic: false } property, Expression: ParameterExpression } ? property : null;
    }

    private static string Unset(SourceDraft source, LambdaExpression field, PropertyInfo property) =>
        $"'{Text(field)}' can't be set: give {source.Record.Name}.{property.Name} an init accessor.";
}
