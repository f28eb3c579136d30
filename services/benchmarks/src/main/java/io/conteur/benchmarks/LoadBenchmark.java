package io.conteur.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Measures the latency of a running system under load, and the overhead of Kafka and the service
 * over the bare engine. Rounds of the same load alternate between the two, because the speed of a
 * machine drifts.
 *
 * <p>Arguments: broker; prompts per second, where 0 sends all at once and 90% is nine tenths of the
 * capacity, which is measured before each round with all prompts at once; prompts in a round;
 * tokens of each story; for the bare engine the checkpoint folder and the number of rounds. Without
 * the last two there is one round through Kafka.
 */
public final class LoadBenchmark {
    private LoadBenchmark() {}

    /** Prints each round and the median overhead. */
    public static void main(String[] arguments) throws IOException {
        String rate = arguments[1];
        int prompts = Integer.parseInt(arguments[2]);
        int tokens = Integer.parseInt(arguments[3]);
        try (KafkaLoad kafka = new KafkaLoad(arguments[0])) {
            if (arguments.length == 4) {
                System.out.println(kafka.run(load(kafka, rate, prompts, tokens)));
                return;
            }
            try (EngineLoad engine = new EngineLoad(Path.of(arguments[4]))) {
                engine.run(new Load(0, prompts, tokens)); // Warm-up, until the JIT has compiled it.
                compare(
                        kafka,
                        engine,
                        () -> load(kafka, rate, prompts, tokens),
                        Integer.parseInt(arguments[5]));
            }
        }
    }

    private static Load load(KafkaLoad kafka, String rate, int prompts, int tokens) {
        if (!rate.endsWith("%")) {
            return new Load(Double.parseDouble(rate), prompts, tokens);
        }
        double share = Double.parseDouble(rate.substring(0, rate.length() - 1)) / 100;
        double capacity = kafka.run(new Load(0, prompts, tokens)).capacity();
        System.out.printf("%.2f of %.2f stories/s%n", share * capacity, capacity);
        return new Load(share * capacity, prompts, tokens);
    }

    private static void compare(
            KafkaLoad kafka, EngineLoad engine, Supplier<Load> loads, int rounds) {
        List<LatencyStatistics> throughKafka = new ArrayList<>();
        List<LatencyStatistics> bare = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Load load = loads.get();
            throughKafka.add(kafka.run(load));
            System.out.println("through Kafka: " + throughKafka.get(i));
            bare.add(engine.run(load));
            System.out.println("bare engine:   " + bare.get(i));
        }
        System.out.printf(
                "medians of %d rounds: %.3f of the engine's stories/s; first part %+.1f ms,"
                        + " story %+.1f ms; outside its engine %.1f ms%n",
                rounds,
                median(throughKafka, bare, (a, b) -> a.storiesPerSecond() / b.storiesPerSecond()),
                median(throughKafka, bare, (a, b) -> a.first() - b.first()),
                median(throughKafka, bare, (a, b) -> a.story() - b.story()),
                LatencyStatistics.median(
                        throughKafka.stream().map(LatencyStatistics::outside).toList()));
    }

    private static double median(
            List<LatencyStatistics> throughKafka,
            List<LatencyStatistics> bare,
            BiFunction<LatencyStatistics, LatencyStatistics, Double> comparison) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < throughKafka.size(); i++) {
            values.add(comparison.apply(throughKafka.get(i), bare.get(i)));
        }
        return LatencyStatistics.median(values);
    }
}
