using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Streams.Cleansing;

/// <summary>
/// Reads the JSON of a record as the framework does, at half its cost: members are not boxed, and each is looked for behind the one before. It knows what records mostly are;
/// of all else, and of all that is wrong, it says nothing but that the framework is to read it.
/// </summary>
internal sealed class RecordReader<T>
    where T : class
{
    private const int MostMembers = 64;

    [ThreadStatic]
    private static (RecordReader<T> Owner, MemberReader[] Members)? threadsOwn;

    private readonly MemberReader[] _members;
    private readonly Func<MemberReader[], T> _make;
    private readonly JsonReaderOptions _options;

    private RecordReader(MemberReader[] members, Func<MemberReader[], T> make, int maxDepth) =>
        (_members, _make, _options) = (members, make, new JsonReaderOptions { MaxDepth = maxDepth });

    /// <summary>Null where the type says something about its JSON that is the framework's alone: polymorphism, callbacks, converters, members filled in place.</summary>
    /// <param name="json">Under our rule.</param>
    public static RecordReader<T>? Of(JsonTypeInfo<T> json)
    {
        var members = json.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToList();
        if (members.Count > MostMembers || !IsPlain(json) || !members.TrueForAll(IsPlain) || json.ConstructorAttributeProvider is not ConstructorInfo constructor)
        {
            return null;
        }

        var arguments = members.Where(IsArgument).OrderBy(member => member.AssociatedParameter!.Position).ToList();
        return arguments.Count == constructor.GetParameters().Length
            ? new RecordReader<T>([.. members.Select(ReaderOf)], Maker(constructor, members, arguments), json.Options.MaxDepth)
            : null;
    }

    /// <summary>The record; false: the framework is to read it, and to say what is wrong.</summary>
    public bool TryRead(ReadOnlySpan<byte> value, [NotNullWhen(true)] out T? record)
    {
        if (threadsOwn is not { } own || own.Owner != this)
        {
            threadsOwn = own = (this, [.. _members.Select(member => member.Copy())]);
        }

#pragma warning disable CA1031 // Whatever is wrong, the framework finds it again.
        try
        {
            record = TryFill(value, own.Members) ? _make(own.Members) : null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            record = null;
        }
#pragma warning restore CA1031
        return record is not null;
    }

    private bool TryFill(ReadOnlySpan<byte> value, MemberReader[] members)
    {
        var reader = new Utf8JsonReader(value, _options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var (found, next) = (0UL, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
            {
                return false;
            }

            var index = Find(members, reader.ValueSpan, next);
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            if ((found & (1UL << index)) != 0 || !members[index].TryRead(ref reader))
            {
                return false;
            }

            found |= 1UL << index;
            next = index + 1;
        }

        // Behind the object there is nothing but space, or reading on throws.
        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && TryComplete(members, found);
    }

    private static bool TryComplete(MemberReader[] members, ulong found)
    {
        for (var index = 0; index < members.Length; index++)
        {
            if ((found & (1UL << index)) == 0)
            {
                if (!members[index].IsOptional)
                {
                    return false;
                }

                members[index].TakeDefault();
            }
        }

        return true;
    }

    private static int Find(MemberReader[] members, ReadOnlySpan<byte> name, int next)
    {
        for (var count = 0; count < members.Length; count++, next++)
        {
            var index = next < members.Length ? next : next - members.Length;
            if (name.SequenceEqual(members[index].Name))
            {
                return index;
            }
        }

        return -1;
    }

    private static bool IsPlain(JsonTypeInfo<T> json) =>
        json.Kind == JsonTypeInfoKind.Object && json.PolymorphismOptions is null && json.NumberHandling is null && json.PreferredPropertyObjectCreationHandling is null
        && json.UnmappedMemberHandling is null or JsonUnmappedMemberHandling.Skip && json.OnDeserializing is null && json.OnDeserialized is null
        && !typeof(IJsonOnDeserializing).IsAssignableFrom(typeof(T)) && !typeof(IJsonOnDeserialized).IsAssignableFrom(typeof(T))
        && !json.Properties.Any(property => property.IsExtensionData || property.ObjectCreationHandling == JsonObjectCreationHandling.Populate);

    private static bool IsPlain(JsonPropertyInfo member) =>
        member.CustomConverter is null && member.NumberHandling is null && (IsArgument(member) || member.AttributeProvider is PropertyInfo { CanWrite: true });

    // Contexts made at compile time count what stands in braces behind a constructor call among its parameters.
    private static bool IsArgument(JsonPropertyInfo member) => member.AssociatedParameter is { IsMemberInitializer: false };

    private static MemberReader ReaderOf(JsonPropertyInfo member) =>
        (MemberReader)Activator.CreateInstance(typeof(MemberReader<>).MakeGenericType(member.PropertyType), member.Name, member.Options.GetTypeInfo(member.PropertyType), IsArgument(member) ? member.AssociatedParameter : null)!;

    // new T(members[2].Value, members[0].Value, …) { Name = members[1].Value, … }
    private static Func<MemberReader[], T> Maker(ConstructorInfo constructor, List<JsonPropertyInfo> members, List<JsonPropertyInfo> arguments)
    {
        var readers = Expression.Parameter(typeof(MemberReader[]));
        var made = Expression.New(constructor, arguments.Select(ValueOf));
        var bindings = members.Except(arguments).Select(member => Expression.Bind((PropertyInfo)member.AttributeProvider!, ValueOf(member)));
        return Expression.Lambda<Func<MemberReader[], T>>(Expression.MemberInit(made, bindings), readers).Compile();

        Expression ValueOf(JsonPropertyInfo member)
        {
            var reader = Expression.Convert(Expression.ArrayIndex(readers, Expression.Constant(members.IndexOf(member))), typeof(MemberReader<>).MakeGenericType(member.PropertyType));
            return Expression.Property(reader, nameof(MemberReader<>.Value));
        }
    }
}
