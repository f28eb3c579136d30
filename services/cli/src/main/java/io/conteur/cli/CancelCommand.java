package io.conteur.cli;

import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes back what was asked for: the trainings of a model. */
@Command(name = "cancel", description = "Ends a model's training; its last checkpoint is kept.")
final class CancelCommand implements Callable<Integer> {
    @Mixin private Connection connection = new Connection();

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

    /** The rule is that of the event which starts a training. */
    private void requireName() {
        TrainingRequestedBuilder.builder().model(model).corpus(TrainCommand.ANY).build();
    }
}
