package io.conteur.events;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks of event fields, for the compact constructors of the records. All throw {@link
 * InvalidEventException}; a null value passes.
 */
public final class EventChecks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final Pattern INSTANT =
            Pattern.compile(
                    "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
                            + "T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?Z");

    private EventChecks() {}

    public static void name(@Nullable String value, String pointer) {
        if (value != null && !NAME.matcher(value).matches()) {
            throw new InvalidEventException(
                    pointer, "must be 1 to 100 letters, digits, dots, dashes or underscores");
        }
    }

    public static void text(String value, int maxLength, String pointer) {
        int length = value.codePointCount(0, value.length());
        if (length > maxLength) {
            throw new InvalidEventException(
                    pointer, "must have at most " + maxLength + " characters, has " + length);
        }
    }

    public static void notBlank(String value, String pointer) {
        if (value.codePoints().allMatch(EventChecks::invisible)) {
            throw new InvalidEventException(pointer, "must not be blank");
        }
    }

    /** White space, no-break spaces, and format characters such as the zero-width space. */
    private static boolean invisible(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.FORMAT;
    }

    public static void between(@Nullable Number value, double min, double max, String pointer) {
        if (value == null) {
            return;
        }
        double number = value.doubleValue();
        // Written so that NaN fails too.
        if (!(number >= min && number <= max)) {
            throw new InvalidEventException(
                    pointer, "must be from " + plain(min) + " to " + plain(max) + ", is " + value);
        }
    }

    public static void above(@Nullable Number value, double bound, double max, String pointer) {
        // Written so that NaN fails too.
        if (value != null && !(value.doubleValue() > bound && value.doubleValue() <= max)) {
            throw new InvalidEventException(
                    pointer,
                    "must be above %s and at most %s, is %s"
                            .formatted(plain(bound), plain(max), value));
        }
    }

    /** An immutable copy of a list that is not too long. */
    public static <T> @Nullable List<T> list(
            @Nullable List<T> values, int maxSize, String pointer) {
        if (values == null) {
            return null;
        }
        if (values.size() > maxSize) {
            throw new InvalidEventException(
                    pointer, "must have at most " + maxSize + " elements, has " + values.size());
        }
        return List.copyOf(values);
    }

    /** An immutable copy of stop sequences; an empty one would stop every story at once. */
    public static @Nullable List<String> stop(@Nullable List<String> texts) {
        List<String> copy = list(texts, 16, "/stop");
        for (int i = 0; copy != null && i < copy.size(); i++) {
            if (copy.get(i).isEmpty()) {
                throw new InvalidEventException("/stop/" + i, "must not be empty");
            }
            text(copy.get(i), 1000, "/stop/" + i);
        }
        return copy;
    }

    public static void instant(@Nullable String value, String pointer) {
        if (value == null) {
            return;
        }
        try {
            if (INSTANT.matcher(value).matches()) {
                Instant.parse(value);
                return;
            }
        } catch (DateTimeParseException e) {
            throw new InvalidEventException(pointer, "is a day that no month has: " + value);
        }
        throw new InvalidEventException(
                pointer, "must be an instant in UTC such as 2026-11-23T10:15:30Z");
    }

    /** A measurement: not negative, and finite. */
    public static void measured(@Nullable Double value, String pointer) {
        between(value, 0, Double.MAX_VALUE, pointer);
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) <= Long.MAX_VALUE
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }
}
