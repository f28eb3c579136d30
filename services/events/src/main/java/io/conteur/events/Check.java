package io.conteur.events;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bounds that events promise, checked in their compact constructors. */
final class Check {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private Check() {}

    static void name(@Nullable String value, String pointer) {
        if (value != null && !NAME.matcher(value).matches()) {
            throw new InvalidEventException(
                    pointer, "must be 1 to 100 letters, digits, dots, dashes or underscores");
        }
    }

    static void text(String value, int maxLength, String pointer) {
        int length = value.codePointCount(0, value.length());
        if (length > maxLength) {
            throw new InvalidEventException(
                    pointer, "must have at most " + maxLength + " characters, has " + length);
        }
    }

    static void notBlank(String value, String pointer) {
        if (value.isBlank()) {
            throw new InvalidEventException(pointer, "must not be blank");
        }
    }

    static void between(@Nullable Number value, double least, double most, String pointer) {
        if (value == null) {
            return;
        }
        double number = value.doubleValue();
        // Written so that NaN fails too.
        if (!(number >= least && number <= most)) {
            throw new InvalidEventException(
                    pointer,
                    "must be from " + plain(least) + " to " + plain(most) + ", is " + value);
        }
    }

    /** For measurements: neither negative, which a loss or rate never is, nor without a value. */
    static void measured(@Nullable Double value, String pointer) {
        between(value, 0, Double.MAX_VALUE, pointer);
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) <= Long.MAX_VALUE
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }
}
