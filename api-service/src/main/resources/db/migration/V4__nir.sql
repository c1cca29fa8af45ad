-- The network as NIR and the spikes expected of it, where NIR can say the network.
ALTER TABLE conversion ADD COLUMN network_digest text;
ALTER TABLE conversion ADD COLUMN expected_digest text;

-- How a NIR file is read, as JSON; null for any other model.
ALTER TABLE conversion ADD COLUMN nir text;
