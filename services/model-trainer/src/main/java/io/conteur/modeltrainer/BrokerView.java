package io.conteur.modeltrainer;

import java.util.Map;

/** All that this process reads of the broker beside its requests. */
final class BrokerView implements AutoCloseable {
    private final BrokerTokenizers tokenizers;
    private final BrokerModels models;
    private final BrokerWithdrawals withdrawals;

    /**
     * @param client connection settings of a Kafka client
     * @param pulse of the jobs that wait for the broker
     */
    BrokerView(Map<String, Object> client, Pulse pulse) {
        tokenizers = new BrokerTokenizers(client, pulse);
        models = new BrokerModels(client, pulse);
        withdrawals = new BrokerWithdrawals(client, pulse);
    }

    Studio.Broker broker() {
        return new Studio.Broker(tokenizers, models, withdrawals);
    }

    boolean loaded() {
        return tokenizers.loaded();
    }

    boolean alive() {
        return tokenizers.alive() && models.alive() && withdrawals.alive();
    }

    @Override
    public void close() {
        tokenizers.close();
        models.close();
        withdrawals.close();
    }
}
