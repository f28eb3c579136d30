package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.FailureMessages;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;

/**
 * How to reach a broker.
 *
 * @param bootstrap Kafka bootstrap servers
 * @param settings of every Kafka client, such as {@code security.protocol}
 */
public record BrokerAccess(String bootstrap, Map<String, Object> settings) {
    public BrokerAccess {
        settings = Map.copyOf(settings);
    }

    /** A broker without security. */
    public static BrokerAccess to(String bootstrap) {
        return new BrokerAccess(bootstrap, Map.of());
    }

    /**
     * Creates a Kafka client.
     *
     * @param own settings that this program needs, which override the user's
     * @throws CommandFailedException when the client refuses the settings
     */
    <C> C client(Map<String, Object> own, Function<Map<String, Object>, C> create) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(own);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        try {
            return create.apply(all);
        } catch (KafkaException e) {
            throw new CommandFailedException(
                    "no Kafka client can be made for " + bootstrap + ": " + cause(e));
        }
    }

    private static String cause(KafkaException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return FailureMessages.message(cause);
    }
}
