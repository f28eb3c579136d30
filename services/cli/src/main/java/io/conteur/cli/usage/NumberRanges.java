package io.conteur.cli.usage;

import io.conteur.cli.common.Bounds;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Checks the given options of a command line that have a {@link NumberRange}. */
public final class NumberRanges {
    private NumberRanges() {}

    /**
     * @throws ParameterException for the first option that is out of its range
     */
    static void check(ParseResult parsed) {
        for (ParseResult level = parsed; level != null; level = level.subcommand()) {
            for (OptionSpec option : level.matchedOptions()) {
                NumberRange range = of(option);
                if (range != null
                        && option.getValue() instanceof Number number
                        && !contains(range, number)) {
                    throw new ParameterException(
                            level.commandSpec().commandLine(),
                            "%s must be %s, is %s"
                                    .formatted(option.longestName(), text(range), number));
                }
            }
        }
    }

    /** Such as {@code from 1 to 16}, as the help says it. */
    public static String text(NumberRange range) {
        String min = Bounds.plain(range.min());
        String max = Bounds.plain(range.max());
        return range.above()
                ? "above %s and at most %s".formatted(min, max)
                : "from %s to %s".formatted(min, max);
    }

    /** The range of an option; null when it has none. */
    public static @Nullable NumberRange of(ArgSpec option) {
        return option.userObject() instanceof Field field
                ? field.getAnnotation(NumberRange.class)
                : null;
    }

    /** NaN is in no range. */
    private static boolean contains(NumberRange range, Number number) {
        double value = number.doubleValue();
        return value <= range.max() && (range.above() ? value > range.min() : value >= range.min());
    }
}
