package io.conteur.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * How long those wait who ask a running system, and what of it Kafka and the service add: rounds of
 * one load through Kafka and on the bare engine, in turns, since a machine may change its speed
 * from one minute to the next. Arguments: broker, prompts per second (0 sends all at once; 90% is
 * nine tenths of what the system can do, measured before each round by as many prompts at once),
 * prompts in a round, tokens of each story, and for the engine its checkpoint's folder and the
 * number of rounds. Without those there is one round, through Kafka alone.
 */
public final class Poisson {
    private Poisson() {}

    /** Prints every round, and the medians of what was added. */
    public static void main(String[] arguments) throws IOException {
        String rate = arguments[1];
        int prompts = Integer.parseInt(arguments[2]);
        int tokens = Integer.parseInt(arguments[3]);
        try (PoissonLoad kafka = new PoissonLoad(arguments[0])) {
            if (arguments.length == 4) {
                System.out.println(kafka.run(load(kafka, rate, prompts, tokens)));
                return;
            }
            try (PoissonEngine engine = new PoissonEngine(Path.of(arguments[4]))) {
                engine.run(new Load(0, prompts, tokens)); // until it is compiled
                compare(
                        kafka,
                        engine,
                        () -> load(kafka, rate, prompts, tokens),
                        Integer.parseInt(arguments[5]));
            }
        }
    }

    private static Load load(PoissonLoad kafka, String rate, int prompts, int tokens) {
        if (!rate.endsWith("%")) {
            return new Load(Double.parseDouble(rate), prompts, tokens);
        }
        double share = Double.parseDouble(rate.substring(0, rate.length() - 1)) / 100;
        double capacity = kafka.run(new Load(0, prompts, tokens)).capacity();
        System.out.printf("%.2f of %.2f stories/s%n", share * capacity, capacity);
        return new Load(share * capacity, prompts, tokens);
    }

    private static void compare(
            PoissonLoad kafka, PoissonEngine engine, Supplier<Load> loads, int rounds) {
        List<Waits> service = new ArrayList<>();
        List<Waits> bare = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Load load = loads.get();
            service.add(kafka.run(load));
            System.out.println("through Kafka: " + service.get(i));
            bare.add(engine.run(load));
            System.out.println("bare engine:   " + bare.get(i));
        }
        System.out.printf(
                "medians of %d rounds: %.3f of the engine's stories/s; first part %+.1f ms,"
                        + " story %+.1f ms; outside its engine %.1f ms%n",
                rounds,
                median(service, bare, (a, b) -> a.storiesPerSecond() / b.storiesPerSecond()),
                median(service, bare, (a, b) -> a.first() - b.first()),
                median(service, bare, (a, b) -> a.story() - b.story()),
                Waits.median(service.stream().map(Waits::outside).toList()));
    }

    private static double median(
            List<Waits> service, List<Waits> bare, BiFunction<Waits, Waits, Double> relation) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < service.size(); i++) {
            values.add(relation.apply(service.get(i), bare.get(i)));
        }
        return Waits.median(values);
    }
}
