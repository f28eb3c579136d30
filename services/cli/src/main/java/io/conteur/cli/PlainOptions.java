package io.conteur.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a command whose memory counts, read without picocli: {@code --name value} or
 * {@code --name=value}, once each, or several times where asked for as {@link #texts}.
 */
final class PlainOptions {
    /** The command was called wrongly; the message says how. */
    static final class WrongCallException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongCallException(String message) {
            super(message);
        }
    }

    /**
     * @param standard the value without the option; null when it must be given
     * @param flag true without a value
     */
    record Option(String name, @Nullable String standard, boolean flag, String description) {
        static Option required(String name, String description) {
            return new Option(name, null, false, description);
        }

        static Option value(String name, String standard, String description) {
            return new Option(name, standard, false, description);
        }

        static Option flag(String name, boolean standard, String description) {
            return new Option(name, Boolean.toString(standard), true, description);
        }
    }

    private final Map<String, Option> known = new HashMap<>();
    private final Map<String, List<String>> given = new HashMap<>();

    /**
     * @param aliases other names of options
     * @throws WrongCallException for an argument that is no such option, or lacks its value
     */
    PlainOptions(List<Option> options, Map<String, String> aliases, List<String> arguments) {
        options.forEach(option -> known.put(option.name(), option));
        aliases.forEach((alias, name) -> known.put(alias, option(name)));
        int at = 0;
        while (at < arguments.size()) {
            at = take(arguments, at);
        }
    }

    static String help(List<Option> options) {
        StringBuilder help = new StringBuilder();
        for (Option option : options) {
            String name = "  " + option.name() + (option.flag() ? "[=true|false]" : "=VALUE");
            help.append(name).append(" ".repeat(Math.max(1, 38 - name.length())));
            help.append(option.description());
            if (option.standard() == null) {
                help.append(" Required.");
            } else if (!option.standard().isEmpty()) {
                help.append(" Default: ").append(option.standard()).append('.');
            }
            help.append('\n');
        }
        return help.toString();
    }

    /** Every value of an option, in order. */
    List<String> texts(String name) {
        List<String> values = given.get(name);
        String standard = option(name).standard();
        if (values == null && standard == null) {
            throw new WrongCallException("Missing required option: '" + name + "'");
        }
        return values != null ? values : List.of(standard == null ? "" : standard);
    }

    String text(String name) {
        List<String> values = texts(name);
        if (values.size() > 1) {
            throw new WrongCallException("option '" + name + "' should be specified only once");
        }
        return values.get(0);
    }

    int number(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw invalid(name, "is not a whole number of 32 bits");
        }
    }

    double decimal(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw invalid(name, "is not a number");
        }
    }

    boolean flag(String name) {
        boolean yes = text(name).equalsIgnoreCase("true");
        if (!yes && !text(name).equalsIgnoreCase("false")) {
            throw invalid(name, "is neither true nor false");
        }
        return yes;
    }

    private WrongCallException invalid(String name, String reason) {
        return new WrongCallException(
                "Invalid value for option '" + name + "': '" + text(name) + "' " + reason);
    }

    /** Takes the option at a place, and gives the place of the next. */
    private int take(List<String> arguments, int at) {
        String argument = arguments.get(at);
        int equals = argument.indexOf('=');
        if (equals >= 0) {
            put(option(argument.substring(0, equals)), argument.substring(equals + 1));
            return at + 1;
        }
        Option option = option(argument);
        if (at + 1 < arguments.size() && isValue(option, arguments.get(at + 1))) {
            put(option, arguments.get(at + 1));
            return at + 2;
        }
        if (!option.flag()) {
            throw new WrongCallException("Missing value for option '" + argument + "'");
        }
        put(option, "true");
        return at + 1;
    }

    /** Numbers may be negative, so a dash alone does not make an option. */
    private boolean isValue(Option option, String argument) {
        return option.flag() ? !argument.startsWith("-") : !known.containsKey(argument);
    }

    private void put(Option option, String value) {
        given.computeIfAbsent(option.name(), name -> new ArrayList<>()).add(value);
    }

    private Option option(String name) {
        Option option = known.get(name);
        if (option == null) {
            throw new WrongCallException("Unknown option: '" + name + "'");
        }
        return option;
    }
}
