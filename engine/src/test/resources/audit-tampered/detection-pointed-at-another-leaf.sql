-- found: detection d1 is not what leaf 3 says
UPDATE detections SET leaf = 3;
