package io.aisynapse.system;

import io.aisynapse.standalone.broker.BrokerServer;
import java.nio.file.Path;

/** A Kafka broker as a process of its own, for services that run in processes of their own. */
public final class BrokerProcess {
    /** Arguments: folder, port, controller's port. */
    public static void main(String[] arguments) throws Exception {
        BrokerServer broker = BrokerServer.start(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
        broker.awaitStop();
    }

    private BrokerProcess() {}
}
