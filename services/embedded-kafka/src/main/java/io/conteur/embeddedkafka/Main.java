package io.conteur.embeddedkafka;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs a broker as a process: {@code Main DIRECTORY PORT}. Prints {@code Kafka ready on
 * localhost:PORT} when it accepts requests, and runs until it is terminated. Warnings go to
 * standard error. Exits with 1 and a reason when the broker cannot start, and with 2 on wrong
 * arguments.
 */
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        int port = arguments.length == 2 ? port(arguments[1]) : -1;
        if (port < 0) {
            System.err.println("usage: Main DIRECTORY PORT (a port of 0 takes a free one)");
            System.exit(2);
        }
        try {
            run(Path.of(arguments[0]), port);
        } catch (IOException | RuntimeException e) {
            System.err.println("Kafka cannot start: " + e.getMessage());
            System.exit(1);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port <= 65535 ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void run(Path directory, int port) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(directory, port);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close-broker"));
        System.out.println("Kafka ready on " + broker.bootstrapServers());
        broker.awaitShutdown();
    }
}
