package io.conteur.cli.remote;

import io.conteur.cli.kafka.KafkaClients;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Cancels a model's trainings by a tombstone under the model's key. */
@Command(name = "cancel", description = "Ends a model's training; its last checkpoint is kept.")
public final class CancelCommand implements Callable<Integer> {
    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "MODEL", description = "The model's name.")
    private String model = "";

    @Override
    public Integer call() throws IOException {
        requireName();
        String bootstrap = connection.bootstrap();
        KafkaClients.requireBroker(bootstrap);
        KafkaClients.sendTombstone(bootstrap, Topic.TRAINING_REQUESTS, model);
        System.out.println("the training of " + model + " is to end");
        return 0;
    }

    /** Applies the rule that the training request has for the name. */
    private void requireName() {
        TrainingRequestedBuilder.builder().model(model).corpus(TrainCommand.PLACEHOLDER).build();
    }
}
