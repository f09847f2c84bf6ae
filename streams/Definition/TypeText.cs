namespace Serverless.Streams;

/// <summary>A type as C# writes it.</summary>
internal static class TypeText
{
    public static string Of(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? Of(underlying) + "?"
        : type.IsEnum ? type.Name
        : Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "bool",
            TypeCode.Byte => "byte",
            TypeCode.Char => "char",
            TypeCode.Decimal => "decimal",
            TypeCode.Double => "double",
            TypeCode.Int16 => "short",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.SByte => "sbyte",
            TypeCode.Single => "float",
            TypeCode.String => "string",
            TypeCode.UInt16 => "ushort",
            TypeCode.UInt32 => "uint",
            TypeCode.UInt64 => "ulong",
            _ => type.Name,
        };
}
