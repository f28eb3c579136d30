package io.conteur.modeltrainer.kafka;

import io.conteur.modeltrainer.encoding.CorpusClaims;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.workersupport.JobControl;
import java.util.Map;

/** All topics that this process reads beside the consumer of its requests. */
public record KafkaRegistries(
        KafkaTokenizerRegistry tokenizers,
        KafkaModelRegistry models,
        KafkaCancellations cancellations,
        KafkaJobRegistry<CorpusClaims> claims,
        KafkaJobRegistry<JobRounds> rounds)
        implements AutoCloseable {
    /**
     * Begins to read.
     *
     * @param client connection settings of a Kafka client
     * @param control of the job that waits for the broker
     */
    public static KafkaRegistries open(Map<String, Object> client, JobControl control) {
        return new KafkaRegistries(
                new KafkaTokenizerRegistry(client, control),
                new KafkaModelRegistry(client, control),
                new KafkaCancellations(client, control),
                KafkaJobRegistry.claims(client, control),
                KafkaJobRegistry.rounds(client, control));
    }

    /** The tokenizers have been read once. */
    public boolean loaded() {
        return tokenizers.loaded();
    }

    /** Every topic is still read. */
    public boolean alive() {
        return tokenizers.alive()
                && models.alive()
                && cancellations.alive()
                && claims.alive()
                && rounds.alive();
    }

    @Override
    public void close() {
        tokenizers.close();
        models.close();
        cancellations.close();
        claims.close();
        rounds.close();
    }
}
