package io.conteur.cli;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Checks numbers that a user gives, before anything is done with them. */
final class Bounds {
    private Bounds() {}

    /** A value that is not given is within all bounds; NaN is within none. */
    static void require(String option, @Nullable Number value, double least, double most) {
        if (value == null || (value.doubleValue() >= least && value.doubleValue() <= most)) {
            return;
        }
        throw new UsageException(
                "%s must be from %s to %s, is %s"
                        .formatted(option, plain(least), plain(most), value));
    }

    private static String plain(double bound) {
        return new BigDecimal(bound).stripTrailingZeros().toPlainString();
    }
}
