package io.conteur.cli.common;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Validates the range of numeric options before a command starts its work. */
public final class Bounds {
    private Bounds() {}

    /** Null, an option that is not given, is within all bounds; NaN is within none. */
    public static void require(String option, @Nullable Number value, double min, double max) {
        if (value == null || (value.doubleValue() >= min && value.doubleValue() <= max)) {
            return;
        }
        throw new UsageException(
                "%s must be from %s to %s, is %s".formatted(option, plain(min), plain(max), value));
    }

    /** Without an exponent. */
    public static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }
}
