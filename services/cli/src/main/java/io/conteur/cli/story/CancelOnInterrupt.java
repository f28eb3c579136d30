package io.conteur.cli.story;

import io.conteur.cli.common.Terminal;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.events.wire.Topic;

/** While it is open, the end of this program, as by Ctrl-C, cancels the prompts under a key. */
final class CancelOnInterrupt implements AutoCloseable {
    private final BrokerAccess broker;
    private final Topic<?> prompts;
    private final String key;
    private final Thread hook = new Thread(this::cancel, "cancel-prompt");

    CancelOnInterrupt(BrokerAccess broker, Topic<?> prompts, String key) {
        this.broker = broker;
        this.prompts = prompts;
        this.key = key;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void cancel() {
        KafkaClients.sendTombstone(broker, prompts, key);
        Terminal.complain("the prompt is cancelled");
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, so the hook runs.
            Terminal.complain("interrupted");
        }
    }
}
