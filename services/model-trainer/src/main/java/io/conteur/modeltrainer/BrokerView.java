package io.conteur.modeltrainer;

import java.util.Map;

/** All that this process reads of the broker beside its requests. */
final class BrokerView implements AutoCloseable {
    private final BrokerTokenizers tokenizers;
    private final BrokerModels models;
    private final BrokerWithdrawals withdrawals;

    /**
     * @param client connection settings of a Kafka client
     */
    BrokerView(Map<String, Object> client) {
        tokenizers = new BrokerTokenizers(client);
        models = new BrokerModels(client);
        withdrawals = new BrokerWithdrawals(client);
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
