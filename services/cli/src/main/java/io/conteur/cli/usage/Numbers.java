package io.conteur.cli.usage;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers, and says what is wrong with others in the words of a user. */
final class Numbers {
    private Numbers() {}

    static void register(CommandLine line) {
        line.registerConverter(int.class, Numbers::integer);
        line.registerConverter(Integer.class, Numbers::integer);
        line.registerConverter(long.class, Numbers::whole);
        line.registerConverter(Long.class, Numbers::whole);
        line.registerConverter(double.class, Numbers::number);
        line.registerConverter(Double.class, Numbers::number);
    }

    private static int integer(String text) {
        long value = whole(text);
        if (value != (int) value) {
            throw tooLarge(text);
        }
        return (int) value;
    }

    private static long whole(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw text.matches("[+-]?\\d+")
                    ? tooLarge(text)
                    : new TypeConversionException("must be a whole number, is " + text);
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("must be a number, is " + text);
        }
    }

    private static TypeConversionException tooLarge(String text) {
        return new TypeConversionException(
                (text.startsWith("-") ? "is too small a number: " : "is too large a number: ")
                        + text);
    }
}
