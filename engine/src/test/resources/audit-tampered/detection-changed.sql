-- found: detection d1 is not what leaf 0 says
UPDATE detections SET json = replace(json, 'd1', 'd2');
